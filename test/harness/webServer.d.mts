export interface WebServer {
  readonly port: number;
  readonly origin: string;
  readonly stop: () => void;
}

export function startWebServer(options: { folder: string; tests?: string }): Promise<WebServer>;
