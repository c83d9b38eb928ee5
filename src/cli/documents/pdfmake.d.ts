/** The part of the library that is used here; it brings no types. */
declare module 'pdfmake' {
  interface Fonts {
    readonly normal: string;
    readonly bold?: string;
    readonly italics?: string;
    readonly bolditalics?: string;
  }
  const pdfmake: {
    setFonts: (fonts: Readonly<Record<string, Fonts>>) => void;
    setTableLayouts: (layouts: Readonly<Record<string, unknown>>) => void;
    setUrlAccessPolicy: (allowed: (url: string) => boolean) => void;
    setLocalAccessPolicy: (allowed: (path: string) => boolean) => void;
    createPdf: (document: unknown) => { getBuffer: () => Promise<Uint8Array> };
  };
  export default pdfmake;
}
