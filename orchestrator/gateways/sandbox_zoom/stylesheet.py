"""The look of the sandbox's pages: one stylesheet, light and dark, from 390 pixels up."""

from __future__ import annotations

CSS = """
:root { color-scheme: light dark; --ink: #17202a; --soft: #52606d; --paper: #f5f6f8;
  --card: #fff; --line: #dde1e6; --accent: #0b57d0; --good: #146c2e; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a9b1ba; --paper: #14171a;
  --card: #1e2226; --line: #363c43; --accent: #8ab4f8; --good: #81c995; --bad: #f2b8b5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: .5rem 0; }
h2 { font-size: 1.125rem; margin: 0 0 .5rem; }
p { margin: .25rem 0 .75rem; }
a { color: var(--accent); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem; margin: 0 0 1rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .875rem; }
th, td { padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tr:last-child > td, tr.opens > td { border-bottom: 0; }
code { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.state { font-weight: 600; white-space: nowrap; }
.waiting, .ok { color: var(--good); }
.started { color: var(--accent); }
.deleted, .failed { color: var(--bad); }
form { display: inline-flex; flex-wrap: wrap; gap: .5rem; align-items: end; vertical-align: bottom;
  margin: .25rem 1rem .25rem 0; }
label { display: grid; gap: .125rem; font-size: .875rem; color: var(--soft); }
input, select, button { font: inherit; color: var(--ink); background: var(--paper);
  border: 1px solid var(--soft); border-radius: .375rem; padding: .375rem .5rem;
  min-height: 2.5rem; max-width: 100%; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; padding: .25rem 0; color: var(--accent); }
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tr.opens { border: 0; padding-bottom: 0; }
  tr.more { padding-top: 0; }
  td { border: 0; padding: .125rem 0; overflow-wrap: anywhere; }
  td[data-label] { display: grid; grid-template-columns: 6rem 1fr; gap: .5rem; }
  td[data-label]:has(span:empty) { display: none; }
  td::before { content: attr(data-label); color: var(--soft); font-size: .875rem; }
  form { display: flex; margin-right: 0; }
  label, input, select { width: 100%; }
}
"""
