/** How the report looks: on a screen, on a phone, on A4 paper. */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #1d1d1d; --muted: #5c5c5c; --line: #d9d9d9; --accent: #0b5fa5; }
* { box-sizing: border-box; }
html { background: #fff; -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.55 Arimo, Arial, Helvetica, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 28px 20px 60px; }
header { border-bottom: 2px solid var(--ink); padding-bottom: 18px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 16px; overflow-wrap: anywhere; }
h2 { font-size: 21px; line-height: 1.25; margin: 44px 0 10px; }
h3 { font-size: 16px; margin: 24px 0 6px; }
p { margin: 0 0 12px; }
.kicker { color: var(--muted); margin: 0 0 2px; }
.glance { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px 20px; margin: 0; }
.glance dt { color: var(--muted); font-size: 14px; }
.glance dd { margin: 0; font-size: 23px; font-weight: bold; color: var(--accent); line-height: 1.25; }
.glance small { font-weight: normal; font-size: 13px; color: var(--muted); display: block; }
figure { margin: 20px 0 24px; }
.heading { font-size: 14px; line-height: 1.4; color: var(--muted); margin-bottom: 6px; text-wrap: pretty; }
.heading b { display: block; font-size: 16px; line-height: 1.3; color: var(--ink); text-wrap: balance; }
.drawing { overflow-x: auto; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { color: var(--muted); font-size: 12px; text-align: right; overflow-wrap: anywhere; }
.lead { font-size: 18px; margin: 0 0 18px; }
.note { margin-bottom: 4px; }
.clusters { display: flex; flex-wrap: wrap; gap: 6px 18px; list-style: none; margin: 0 0 14px; padding: 0; }
.clusters b { display: inline-block; min-width: 1.7em; padding: 0 .3em; text-align: center; border-radius: 3px; }
.clusters span { color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; line-height: 1.35; margin: 8px 0 14px; }
th, td { text-align: right; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
th { font-weight: normal; color: var(--muted); vertical-align: bottom; white-space: normal; }
th:first-child, td:first-child { text-align: left; }
.numbers { font-size: 13px; width: 100%; }
.numbers td:first-child { white-space: normal; min-width: 130px; }
.numbers td:last-child, .numbers th:last-child { text-align: left; white-space: normal; min-width: 90px; padding-right: 0; }
.numbers td:nth-child(2) { white-space: normal; min-width: 90px; }
.definitions { font-size: 13px; line-height: 1.45; }
.definitions dt { font-weight: bold; margin-top: 8px; overflow-wrap: anywhere; }
.definitions dd { margin: 0 0 0 14px; overflow-wrap: anywhere; }
pre { background: #f4f4f2; border-radius: 4px; padding: 12px 14px; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, Consolas, monospace; }
@media (max-width: 600px) {
  main { padding: 18px 14px 40px; }
  h1 { font-size: 25px; }
  .glance { grid-template-columns: repeat(2, 1fr); }
  .glance dd { font-size: 20px; }
  figure svg { min-width: 560px; }
  figcaption::before { content: "swipe the figure sideways · "; }
}
@page { size: A4; margin: 15mm 14mm; }
@media print {
  body { font-size: 10.5pt; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; }
  h2 { font-size: 14pt; margin-top: 16pt; break-after: avoid; }
  h3, .note { break-after: avoid; }
  .lead { font-size: 12pt; margin-bottom: 10pt; }
  .glance { grid-template-columns: repeat(6, auto); }
  .glance dt { font-size: 8.5pt; }
  .glance dd { font-size: 14pt; }
  p { orphans: 3; widows: 3; }
  figure, pre, tr, .glance, .clusters { break-inside: avoid; }
  figure { margin: 8pt 0 10pt; }
  .heading { font-size: 9.5pt; }
  .heading b { font-size: 11pt; }
  figure svg { margin: 0 auto; max-height: 82mm; }
  .network svg { max-height: 178mm; }
  .task-variance svg { max-height: 158mm; }
  .training svg { max-height: 130mm; }
  .sheet svg { max-height: 112mm; }
  .structure svg { max-height: 130mm; }
  .scroll, .drawing { overflow: visible; }
  table, .numbers { font-size: 8.5pt; }
  .definitions { font-size: 8.5pt; columns: 2; column-gap: 8mm; }
  .definitions dt { break-after: avoid; }
  .definitions dd { break-inside: avoid; }
  thead { display: table-header-group; }
  pre { border: 1px solid var(--line); }
}
`
