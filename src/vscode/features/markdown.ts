import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { planInDocument } from '../../report/html/fence.js';
import { withPlans } from '../../report/html/inMarkdown.js';
import type { Analyses } from '../documents/analyses.js';

type Draw = typeof planInDocument;

/** What draws plans is loaded with the first of them: documents without one need none of it. */
let draw: Draw | null = null;
let asked = false;

async function load(): Promise<void> {
  if (asked) return;
  asked = true;
  draw = (await import('../../report/html/fence.js')).planInDocument;
  await refresh();
}

const refresh = () => vscode.commands.executeCommand('markdown.preview.refresh');

/** The document that the preview draws, as its environment tells; `null` where it tells none. */
function drawnDocument(environment: unknown): vscode.Uri | null {
  const known = typeof environment === 'object' && environment !== null && 'currentDocument' in environment;
  return known && environment.currentDocument instanceof vscode.Uri ? environment.currentDocument : null;
}

/** What the preview of Markdown asks for. */
export type MarkdownExtension = (md: MarkdownIt) => MarkdownIt;

/** Teaches the preview of Markdown to answer plans in fences of our language, with the price book of their folder. */
export function markdownExtension({ books }: Pick<Analyses, 'books'>): MarkdownExtension {
  books.onDidChange(() => {
    if (draw) void refresh();
  });
  return (md) =>
    withPlans(md, (text, environment) => {
      const document = drawnDocument(environment);
      const book = document && books.known(document);
      if (draw && (document === null || book !== null)) return draw(text, book ?? undefined).markup;
      if (!draw) void load();
      if (document !== null && book === null) void books.of(document).then(refresh);
      return `<p>${md.utils.escapeHtml(l10n.t('Working the plan out…'))}</p>`;
    });
}
