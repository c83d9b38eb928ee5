import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { planInDocument } from '../../report/html/fence.js';
import { withPlans } from '../../report/html/inMarkdown.js';

type Draw = typeof planInDocument;

/** What draws plans is loaded with the first of them: documents without one need none of it. */
let draw: Draw | null = null;
let asked = false;

async function load(): Promise<void> {
  if (asked) return;
  asked = true;
  draw = (await import('../../report/html/fence.js')).planInDocument;
  await vscode.commands.executeCommand('markdown.preview.refresh');
}

/** Teaches the preview of Markdown to answer plans in fences of our language. */
export function extendMarkdownIt(md: MarkdownIt): MarkdownIt {
  return withPlans(md, (text) => {
    if (draw) return draw(text).markup;
    void load();
    return `<p>${md.utils.escapeHtml(l10n.t('Working the plan out…'))}</p>`;
  });
}
