import type { Browser, BrowserContext, Page } from 'playwright-core';

export const root: string;
export function installDir(flavour: string): string;

export interface Server {
  readonly port: number;
  readonly pid: number;
  readonly dir: string;
  readonly log: string;
  readonly origin: string;
  readonly exited: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export function startServer(options?: {
  flavour?: string;
  settings?: Record<string, unknown>;
  vsix?: string[];
  env?: Record<string, string>;
  smokeDriver?: boolean;
  port?: number;
}): Promise<Server>;
export function workbenchUrl(
  server: { readonly origin: string },
  options: { folder: string; openFile?: string; payload?: [string, string][] },
): string;
export function remoteUri(server: Server, file: string): string;
export function launchBrowser(): Promise<Browser>;
export function newPage(
  browser: Browser,
  server: { readonly origin: string },
  options?: { colorScheme?: 'dark' | 'light'; width?: number; height?: number },
): Promise<{ context: BrowserContext; page: Page; offsite: Set<string> }>;
