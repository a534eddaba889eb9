import { markup } from "./markup";

/** How the page of a report looks: one column, read on a phone or printed; light or dark as the reader's system is. */
export const reportStyle = markup`
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #1f2023; --faint: #6a6b72; --line: #e4e1db;
  --accent: #a8261c; --mark: #fbe9e6; --note: #fff6dd; --noteline: #e3c770; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #e4e4e6; --faint: #9a9ba3; --line: #303136;
  --accent: #ff9186; --mark: #3b2321; --note: #332c17; --noteline: #78662c; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2rem) 4rem; }
code, pre, .address { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.kind { margin: 0 0 .5rem; color: var(--accent); font-size: .8rem; font-weight: 600; letter-spacing: .08em;
  text-transform: uppercase; }
h1 { margin: 0 0 .75rem; font-size: clamp(1.3rem, 1rem + 1.8vw, 1.9rem); line-height: 1.25; font-weight: 650;
  overflow-wrap: anywhere; text-wrap: pretty; }
.summary { margin: 0; max-width: 44rem; color: var(--faint); overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 .75rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); font-size: 1rem;
  font-weight: 650; }
.doubts { margin: 1.5rem 0 0; padding: .75rem 1rem .75rem 2rem; background: var(--note);
  border-left: 3px solid var(--noteline); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(6.5rem, max-content) minmax(0, 1fr); gap: .35rem 1.5rem; margin: 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.stack { margin: 0; padding: 0 0 0 2.25rem; }
.stack li { padding: .3rem 0; }
.stack li::marker { color: var(--faint); font-size: .8rem; font-variant-numeric: tabular-nums; }
.stack li > div { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .9rem; padding: 0 .5rem;
  overflow-wrap: anywhere; }
.stack code { min-width: 0; }
.address { margin-left: auto; color: var(--faint); font-size: .75rem; }
.source, .note { color: var(--faint); font-size: .85rem; overflow-wrap: anywhere; }
.machinery { color: var(--faint); }
.fault { background: var(--mark); box-shadow: inset 3px 0 0 var(--accent); }
.stack .fault { padding-block: .2rem; margin-top: .15rem; }
.stack .fault code { font-weight: 650; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; tab-size: 8; }
pre span { display: block; padding: 0 .75rem 0 2.25rem; text-indent: -1.5rem; }
pre i { color: var(--faint); font-style: normal; }
details { margin: 0 0 .25rem; }
summary { padding: .3rem .75rem; color: var(--faint); font-size: .85rem; cursor: pointer; }
.modules { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .25rem 0 .75rem; padding: 0 .75rem; list-style: none; }
.modules li { display: flex; align-items: baseline; gap: .5rem; }
.taint { color: var(--accent); font-size: .8rem; font-weight: 600; }
section p { margin: 0 0 .25rem; padding: 0 .75rem; color: var(--faint); font-size: .9rem; }
.headline { font-weight: 700; }
@media (max-width: 34rem) { dl { grid-template-columns: 5.25rem minmax(0, 1fr); gap: .3rem .75rem; font-size: .9rem; }
  pre { font-size: .7rem; } .address { display: none; } .stack { padding-left: 1.9rem; } .stack li > div { flex-direction: column; } }
@media print { details > :not(summary) { display: block; } body { background: none; } }
`;
