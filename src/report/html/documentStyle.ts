import { CHART_RULES } from './style.js';

/** Charts and tables of plans in the editor's preview of Markdown: in the colours of its theme, high contrast too. */
const COLOURS = `--ink:var(--vscode-editor-foreground,#1b1f24);
--soft:var(--vscode-descriptionForeground,#59636e);
--paper:var(--vscode-editor-background,#fff);
--card:var(--vscode-textBlockQuote-background,transparent);
--line:var(--vscode-contrastBorder,var(--vscode-panel-border,#d0d7de));
--good:var(--vscode-testing-iconPassed,#1a7f37);
--bad:var(--vscode-editorError-foreground,#b3261e);
--c0:var(--vscode-charts-blue,#1f6fc9);
--c1:var(--vscode-charts-orange,#bc4c00);
--c2:var(--vscode-charts-green,#1a7f37);
--c3:var(--vscode-charts-purple,#8250df);
--c4:var(--vscode-charts-red,#b3261e);
--c5:var(--vscode-charts-yellow,#8a6100);
margin:16px 0;padding:12px 16px;border:1px solid var(--line);border-radius:4px`;

const RULES = `.of{margin:0 0 6px;color:var(--soft)}
.verdict{margin:0 0 12px;padding:8px 12px;border-left:4px solid var(--soft);background:var(--card)}
.verdict strong{display:block;font-size:1.15em}
.verdict.good{border-color:var(--good)}
.verdict.caution{border-color:var(--c1)}
.verdict.bad{border-color:var(--bad)}
.problems{margin:0 0 12px;padding-left:20px}
.problems .error{color:var(--bad)}
.tiles{display:flex;flex-wrap:wrap;gap:8px 24px;margin:0 0 12px;padding:0;list-style:none}
.tiles b{display:block;font-size:1.3em;font-variant-numeric:tabular-nums}
.tiles span{display:block;color:var(--soft);font-size:.85em}
.wide{overflow-x:auto}
table{font-size:.85em;font-variant-numeric:tabular-nums}
figure{margin:16px 0;overflow-x:auto}
.chart{min-width:520px}
figcaption p{margin:0 0 6px;color:var(--soft);font-size:.85em}
h3{margin:0;font-size:1em}
summary{cursor:pointer}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:6px 0 0;padding:0;list-style:none;color:var(--soft);font-size:.85em}
.legend li{display:flex;align-items:center;gap:6px}
.swatch{width:12px;height:12px}
.cell{color:var(--paper);font-weight:600;text-align:center}
.cell.error{background:var(--bad)}
.cell.look0{background:var(--c0)}.cell.look1{background:var(--c1)}.cell.look2{background:var(--c2)}.cell.look3{background:var(--c3)}.cell.look4{background:var(--c4)}.cell.look5{background:var(--c5)}
.current{outline:2px solid var(--ink);outline-offset:-2px}
`;

/** The style sheet of plans within documents. All of it is within their own element: the rest of a page stays as it is. */
export const documentStyle = (): string =>
  `/* Written by \`npm run reference\` from src/report/html/documentStyle.ts. */\n.decodeplan {${COLOURS}}\n.decodeplan {\n${RULES}${CHART_RULES}}\n`;
