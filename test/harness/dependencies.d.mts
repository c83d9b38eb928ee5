export function upToDate(folder: string): boolean;
export function ensureDependencies(): void;
