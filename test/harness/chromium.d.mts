export function ensureChromium(): void;
