import { markup } from "./markup";

/** How the page of a report looks: one column, read on a phone or printed; light or dark as the reader's system is. */
export const reportStyle = markup`
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #1f2023; --faint: #63646b; --line: #e4e1db;
  --accent: #a8261c; --mark: #fbe9e6; --note: #fff6dd; --noteline: #e3c770; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #e4e4e6; --faint: #a2a3ab; --line: #303136;
  --accent: #ff9186; --mark: #3b2321; --note: #332c17; --noteline: #78662c; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2rem) 4rem; }
code, pre, .address { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.kind { margin: 0 0 .4rem; color: var(--accent); font-size: .8rem; font-weight: 600; letter-spacing: .08em;
  text-transform: uppercase; }
h1 { margin: 0 0 1rem; font-size: clamp(1.2rem, .95rem + 1.5vw, 1.8rem); line-height: 1.25; font-weight: 650;
  text-wrap: pretty; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); font-size: 1rem;
  font-weight: 650; }
a { color: inherit; }
.summary { margin: 1rem 0 0; max-width: 44rem; color: var(--faint); }
.fault { background: var(--mark); box-shadow: inset 3px 0 0 var(--accent); }
.place { padding: .6rem 0; }
.place > a { display: block; padding: .3rem .75rem 0; color: var(--faint); font-size: .8rem; }
.place .call { margin: 0 0 .25rem; padding: 0 .75rem; }
.fault code, .headline { font-weight: 650; }
.call { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .9rem; padding: 0 .5rem; }
.call code { min-width: 0; }
.doubts { margin: 1rem 0 0; padding: .5rem 1rem .5rem 1.75rem; background: var(--note); font-size: .9rem;
  border-left: 3px solid var(--noteline); }
.minor { margin: .75rem 0 0; color: var(--faint); font-size: .8rem; }
dl { display: grid; grid-template-columns: minmax(6.5rem, max-content) minmax(0, 1fr); gap: .35rem 1.5rem; margin: 0; }
dt { color: var(--faint); }
dd { margin: 0; }
.stack { margin: 0; padding: 0 0 0 2.25rem; }
.stack li { padding: .3rem 0; }
.stack li::marker { color: var(--faint); font-size: .8rem; font-variant-numeric: tabular-nums; }
.stack .unnumbered { list-style: none; }
.stack .fault { padding-block: .2rem; }
.stack details { margin: 0 0 0 -2.25rem; color: var(--faint); }
.stack summary { padding: 0 .5rem; }
.address { margin-left: auto; color: var(--faint); font-size: .75rem; }
.source, .note { color: var(--faint); font-size: .85rem; }
li > .note { padding: 0 .5rem; }
pre { margin: 0; white-space: pre-wrap; font-size: .8rem; tab-size: 8; }
pre span { display: block; padding: 0 .75rem 0 2.25rem; text-indent: -1.5rem; }
pre i { color: var(--faint); font-style: normal; }
details { margin: 0 0 .25rem; }
summary { padding: .3rem .75rem; color: var(--faint); font-size: .85rem; cursor: pointer; }
.modules { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .25rem 0 .75rem; padding: 0 .75rem; list-style: none; }
.crashes { margin: .25rem 0 .75rem; padding: 0 .75rem 0 2rem; font-size: .875rem; }
.modules li { display: flex; align-items: baseline; gap: .5rem; }
.taint { color: var(--accent); font-size: .8rem; font-weight: 600; }
section > p { margin: 0 0 .25rem; padding: 0 .75rem; color: var(--faint); font-size: .9rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 5.25rem minmax(0, 1fr); gap: .3rem .75rem; font-size: .9rem; }
  pre { font-size: .7rem; } .summary, .doubts { font-size: .85rem; line-height: 1.45; } h2 { margin-top: 1.75rem; }
  .address { display: none; } .stack { padding-left: 1.9rem; } .stack details { margin-left: -1.9rem; }
  .stack .call { flex-direction: column; } }
@media print { details::details-content { content-visibility: visible; } body { background: none; } }
`;
