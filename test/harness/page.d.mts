export function extensionPage(readme: string, root: string): string;
