import pdfmake from 'pdfmake';
import type { PdfDocument } from '../../report/pdf/pdf.js';

const FONTS = {
  Helvetica: {
    normal: 'Helvetica',
    bold: 'Helvetica-Bold',
    italics: 'Helvetica-Oblique',
    bolditalics: 'Helvetica-BoldOblique',
  },
  Courier: { normal: 'Courier' },
};

const LINE = '#d0d7de';

/** A document as the bytes of a PDF file, in the standard fonts that every reader of PDF has: nothing is embedded. */
export async function pdfBytes(document: PdfDocument): Promise<Uint8Array> {
  // Nothing in a plan makes it read a file or an address: the names of fonts are no files.
  const names = Object.values(FONTS).flatMap((font): string[] => Object.values(font));
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => names.includes(path));
  pdfmake.setFonts(FONTS);
  pdfmake.setTableLayouts({
    bare: { ...evenly(6), hLineWidth: () => 0, vLineWidth: () => 0 },
    lines: { ...evenly(3), hLineWidth: () => 0.5, vLineWidth: () => 0, hLineColor: () => LINE },
  });
  const { foot, ...rest } = document;
  return pdfmake
    .createPdf({
      ...rest,
      footer: (page: number, pages: number) => ({
        columns: [
          { text: foot, width: '*' },
          { text: `${page} / ${pages}`, width: 'auto' },
        ],
        style: 'soft',
        margin: [40, 12, 40, 0],
      }),
      // A heading at the foot of a page goes with what it is over.
      pageBreakBefore: (
        { headlineLevel }: { readonly headlineLevel?: number },
        { getFollowingNodesOnPage }: { readonly getFollowingNodesOnPage: () => readonly unknown[] },
      ) => headlineLevel !== undefined && getFollowingNodesOnPage().length === 0,
    })
    .getBuffer();
}

const evenly = (padding: number) => ({
  paddingLeft: () => padding / 2,
  paddingRight: () => padding / 2,
  paddingTop: () => padding / 2,
  paddingBottom: () => padding / 2,
});
