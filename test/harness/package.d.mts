export function packageExtension(out?: string): Promise<string>;
export function shippedFiles(from?: string): Promise<string[]>;
