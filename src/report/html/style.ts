/** Colours, light and dark. */
const COLOURS = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--paper:#fff;--card:#f6f8fa;--line:#d0d7de;--good:#1a7f37;--bad:#b3261e;--c0:#1f6fc9;--c1:#bc4c00;--c2:#1a7f37;--c3:#8250df;--c4:#b3261e;--c5:#8a6100}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--paper:#0f1419;--card:#171d24;--line:#333c46;--good:#4ac26b;--bad:#ff7b72;--c0:#58a6ff;--c1:#f0883e;--c2:#4ac26b;--c3:#bc8cff;--c4:#ff7b72;--c5:#e3b341}}
`;

/** How charts are drawn, in colours that others name. */
export const CHART_RULES = `.chart{display:block;width:100%;height:auto;font-size:12px}
.chart text{fill:var(--ink)}
.chart .tick,.chart .title{fill:var(--soft)}
.chart .end{text-anchor:end}
.chart .middle{text-anchor:middle}
.axis{fill:none;stroke:var(--soft)}
line.grid{stroke:var(--line)}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round}
.line.back{stroke:var(--line);stroke-width:1}
.band{fill-opacity:.13}.fill0{fill:var(--c0)}.fill1{fill:var(--c1)}.fill2{fill:var(--c2)}.fill3{fill:var(--c3)}.fill4{fill:var(--c4)}.fill5{fill:var(--c5)}
.lead{opacity:.7;stroke-dasharray:1 4}
.rule{stroke:var(--soft);stroke-dasharray:4 3}
.rule.limit{stroke:var(--bad);stroke-dasharray:none;stroke-width:1.5}
.rule.crossing{stroke:var(--ink);stroke-dasharray:none}
.rule.published{stroke-dasharray:6 3 1 3}
.chart .note{fill:var(--soft);paint-order:stroke;stroke:var(--paper);stroke-width:4px}
.chart .note.limit{fill:var(--bad)}
.chart .note.crossing{fill:var(--ink);font-weight:600}
.spot{fill:var(--paper);stroke:var(--ink);stroke-width:2}
.whisker{stroke:var(--ink)}
.mark{fill:var(--ink)}
path.look0,line.look0{stroke:var(--c0)}path.look1,line.look1{stroke:var(--c1)}path.look2,line.look2{stroke:var(--c2)}path.look3,line.look3{stroke:var(--c3)}path.look4,line.look4{stroke:var(--c4)}path.look5,line.look5{stroke:var(--c5)}
path.look1{stroke-dasharray:7 3}path.look2{stroke-dasharray:2 2}path.look3{stroke-dasharray:9 3 2 3}path.look4{stroke-dasharray:14 4}path.look5{stroke-dasharray:2 4}
.part{fill:var(--soft);stroke:var(--paper)}
.part.look0{fill:var(--c0)}.part.look1{fill:var(--c1)}.part.look2{fill:var(--c2)}.part.look3{fill:var(--c3)}.part.look4{fill:var(--c4)}.part.look5{fill:var(--c5)}.part.error{fill:var(--bad)}
.part.hatch{fill-opacity:.55}.part.backHatch{fill-opacity:.75}.part.dots{fill-opacity:.7}.part.sparse{fill-opacity:.25}
.part.empty{fill:var(--paper);stroke:var(--c2);stroke-width:1}
`;

/** What charts are drawn in; a chart that stands alone brings it along. */
export const CHART_STYLE = `${COLOURS}${CHART_RULES}`;

const PAGE = `*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:900px;margin:0 auto;padding:40px 24px 56px}
h1{margin:0;font-size:28px;line-height:1.2}
h2{margin:44px 0 12px;padding-top:20px;border-top:1px solid var(--line);font-size:20px}
h3{margin:0 0 2px;font-size:16px;line-height:1.35}
p{margin:8px 0}
a{color:var(--c0)}
.of{margin:4px 0 24px;color:var(--soft)}
.verdict{margin:0;padding:16px 20px;border-left:5px solid var(--soft);background:var(--card)}
.verdict strong{display:block;font-size:20px;line-height:1.35}
.verdict.good{border-color:var(--good)}
.verdict.caution{border-color:var(--c1)}
.verdict.bad{border-color:var(--bad)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:12px;margin:20px 0;padding:0;list-style:none}
.tiles li{padding:12px 14px;border:1px solid var(--line);border-radius:6px}
.tiles b{display:block;font-size:22px;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles span{display:block;color:var(--soft);font-size:13px;line-height:1.35}
figure{margin:24px 0 32px}
figcaption p,.soft{margin:0 0 10px;color:var(--soft);font-size:13px}
table{width:100%;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:600;overflow-wrap:normal}
.wide,figure{overflow-x:auto}.wide table,figure .chart{min-width:640px}@media print{.wide table,figure .chart{min-width:0}}
ul{padding-left:20px}
pre{padding:14px 16px;overflow:auto;border:1px solid var(--line);border-radius:6px;background:var(--card);font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
summary{cursor:pointer;color:var(--c0)}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;padding:0;list-style:none;color:var(--soft);font-size:13px}
.legend li{display:flex;align-items:center;gap:6px}
.swatch{width:12px;height:12px}
table.grid{table-layout:fixed;min-width:620px}
.grid th,.grid td{padding:5px 4px;text-align:center;overflow-wrap:normal}
.grid thead th{font-size:12px}
.cell{color:var(--paper);font-weight:600}
.grid .current{outline:2px solid var(--ink);outline-offset:-2px}
.cell.error{background:var(--bad)}
.legend .cell{min-width:20px;text-align:center}
.cell.look0{background:var(--c0)}.cell.look1{background:var(--c1)}.cell.look2{background:var(--c2)}.cell.look3{background:var(--c3)}.cell.look4{background:var(--c4)}.cell.look5{background:var(--c5)}
`;

const PRINT = `@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--card:#fff;--line:#bbb;--good:#1a7f37;--bad:#b3261e;--c0:#1f6fc9;--c1:#bc4c00;--c2:#1a7f37;--c3:#8250df;--c4:#b3261e;--c5:#8a6100}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}figure,tr,.tiles li,.verdict{break-inside:avoid}h2,h3{break-after:avoid}
details::details-content{content-visibility:visible;block-size:auto}summary{display:none}}
`;

/** SHA-256 of `STYLE
`;

/** The report's one style sheet. Its hash stands in the content security policy; a test keeps both together. */
export const STYLE = `${CHART_STYLE}${PAGE}${PRINT}`;

/** SHA-256 of `STYLE`, as a content security policy writes it. */
export const STYLE_HASH = 'sha256-a5SV/jLgd8WjPTOAykYqw1X1owMuvgK8T7NBNBO47dQ=';
