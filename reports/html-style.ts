/** The look of the HTML report: one column that reads well on paper and on a telephone, light or dark as the reader's system is. No script, nothing loaded. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2330; --soft: #5b6577; --line: #e1e5ec; --code: #f1f3f7;
  --green: #17713f; --green-soft: #e2f4e9; --red: #b3261e; --red-soft: #fce8e6; --yellow: #805600; --yellow-soft: #fff1cf; --grey-soft: #eceff4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f28; --text: #e4e8ef; --soft: #98a3b5; --line: #2b3240; --code: #12161d;
    --green: #74d99f; --green-soft: #16341f; --red: #ff9d94; --red-soft: #431b19; --yellow: #f1c864; --yellow-soft: #3b2e0f; --grey-soft: #262d39;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .35rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .35rem 0; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.bar { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; margin: 1.25rem 0 .6rem; background: var(--line); }
.bar span { display: block; min-width: .4rem; }
.bar .green { background: #2f9e62; } .bar .red { background: #d8453b; } .bar .yellow { background: #dfa51f; } .bar .dim { background: #9aa4b3; }
.chip { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--grey-soft); color: var(--soft); }
.chip.green { background: var(--green-soft); color: var(--green); }
.chip.red { background: var(--red-soft); color: var(--red); }
.chip.yellow { background: var(--yellow-soft); color: var(--yellow); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .65rem; overflow: hidden; }
.card + .card { margin-top: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .78rem; font-weight: 600; color: var(--soft); }
th, td { padding: .55rem .85rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td .why { color: var(--soft); font-size: .88rem; max-width: 24rem; overflow-wrap: anywhere; }
.finding { border-left: 4px solid #d8453b; }
.finding header { padding: .9rem 1.1rem .6rem; display: flex; flex-wrap: wrap; gap: .3rem .7rem; align-items: baseline; }
.finding .sentence { padding: 0 1.1rem .8rem; font-size: 1.08rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 8rem minmax(0, 1fr); margin: 0; border-top: 1px solid var(--line); }
dt { padding: .5rem 0 .5rem 1.1rem; color: var(--soft); font-size: .85rem; }
dd { margin: 0; padding: .5rem 1.1rem .5rem 0; overflow-wrap: anywhere; }
dd p { margin: 0; }
dd pre { margin: 0; white-space: pre-wrap; }
dd.command pre { background: var(--code); border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .65rem; user-select: all; }
ol.story { margin: 0; padding: 0; list-style: none; border-left: 2px solid var(--line); }
ol.story li { padding: .1rem 0 .1rem .9rem; position: relative; }
ol.story li::before { content: ""; position: absolute; left: -5px; top: .72em; width: 8px; height: 8px; border-radius: 50%; background: var(--line); }
ol.story li.crash { color: var(--red); font-weight: 600; }
ol.story li.crash::before { background: #d8453b; }
.kept { margin: 0; padding: .7rem 1.1rem; overflow-wrap: anywhere; }
ul.kept { padding: 0 1.1rem .8rem 2.3rem; }
footer { margin-top: 3rem; color: var(--soft); font-size: .86rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { padding-bottom: 0; } dd { padding-left: 1.1rem; } }
@media print { body { background: #fff; } .card { break-inside: avoid; } }
`
