export const BUNDLE: string;
export function texts(): string[];
export function bundleText(): Promise<string>;
