namespace Slug.Figures.Report;

/// <summary>The look of the report: a readable measure, tables with air that become cards on a phone, light and dark, and printable.</summary>
internal static class ReportStyle
{
    /// <summary>The media query of a narrow screen, which <see cref="Css"/> has too.</summary>
    internal const string NarrowScreen = "(max-width: 44rem)";

    internal const string Css =
        """
        :root {
          color-scheme: light dark;
          --ink: #1d2126; --soft: #555f69; --paper: #ffffff; --panel: #f5f6f8; --line: #dcdfe4; --accent: #0061a0;
          --good: #1c7a3e; --bad: #b3261e; --plate: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e4e7eb; --soft: #a9b2bd; --paper: #16191d; --panel: #20252b; --line: #3a424c; --accent: #74b9ee;
            --good: #6fd08c; --bad: #ff8f85; --plate: #e9ebee;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Roboto, sans-serif;
        }
        main { max-width: 76rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; letter-spacing: -.01em; }
        h2 { font-size: 1.3rem; margin: 2.5rem 0 1rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 0 0 .6rem; }
        section > p, details > p, .verdict p { max-width: 52rem; margin: .5rem 0; }
        .verdict { border-left: .35rem solid var(--good); background: var(--panel); padding: .6rem 1rem; border-radius: 0 6px 6px 0; }
        .verdict p { margin: .25rem 0; }
        .verdict .first { font-size: 1.25rem; font-weight: 600; line-height: 1.35; }
        .verdict.bad { border-color: var(--bad); }
        .verdict.bad .first, td.bad { color: var(--bad); font-weight: 700; }
        a { color: var(--accent); text-underline-offset: .15em; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; min-width: 100%; }
        th, td { padding: .4rem .6rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); border-bottom: 2px solid var(--line); white-space: normal; vertical-align: bottom; }
        .number { text-align: right; }
        .mean td { font-weight: 600; background: var(--panel); }
        .note, figcaption, .size, .glossary { color: var(--soft); font-size: .875rem; }
        .glossary { margin: 0; max-width: 60rem; }
        .wide + h3, .note + h3 { margin-top: 1.5rem; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 2rem 1.5rem; }
        figure { margin: 0; min-width: 0; }
        figure img { display: block; width: 100%; max-width: 56rem; height: auto; background: var(--plate); border: 1px solid var(--line); border-radius: 6px; }
        img.small { display: block; width: 4rem; height: auto; background: var(--plate); border-radius: 4px; }
        .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem 2.5rem; align-items: start; }
        .beside table { table-layout: fixed; width: 100%; }
        .beside th, .beside td { white-space: normal; padding: .4rem .5rem; }
        .beside th:first-child { width: 4.75rem; }
        .beside th:nth-last-child(3) { width: 29%; }
        .beside .note { margin: .2rem 0 .6rem; }
        .beside img.small { width: 2.5rem; }
        td.marked { font-weight: 700; color: var(--accent); }
        figcaption { max-width: 44rem; margin: .6rem 0 0; }
        details { margin-top: 1rem; border-bottom: 1px solid var(--line); }
        details[open] { padding-bottom: 1.5rem; }
        summary { cursor: pointer; padding: .3rem 0; }
        summary h2 { display: inline; border: 0; margin: 0; font-size: 1.1rem; }
        pre {
          background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow-x: auto;
          font: .8125rem/1.5 ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Consolas, monospace;
        }
        .files { padding-left: 1.2rem; }
        .files li { margin: .45rem 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; font-size: .875rem; }
        dt { color: var(--soft); }
        .glossary dt { color: var(--ink); font-weight: 600; }
        dd { margin: 0; overflow-wrap: anywhere; }
        @media (max-width: 44rem) {
          main { padding: 1.25rem 1rem 3rem; }
          h1 { font-size: 1.5rem; }
          .verdict .first { font-size: 1.1rem; }
          table, tbody { display: block; }
          thead { display: none; }
          tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .1rem 1rem; padding: .6rem .75rem; margin-bottom: .75rem; border: 1px solid var(--line); border-radius: 6px; }
          tr.mean { background: var(--panel); }
          td { display: flex; justify-content: space-between; gap: .5rem; border: 0; padding: .1rem 0; white-space: normal; text-align: right; overflow-wrap: anywhere; min-width: 0; }
          td::before { content: attr(data-column); color: var(--soft); font-weight: 400; text-align: left; overflow-wrap: normal; }
          td:not(.number) { grid-column: 1 / -1; }
          td.number { white-space: nowrap; }
          .beside td { padding: .1rem 0; }
          figure:not(.fits) figcaption::before { content: "Wider than a narrow screen: swipe it. "; }
          td:first-child, td.empty { font-weight: 600; }
          td.empty { display: none; }
          .mean td { background: none; }
          figure:not(.fits) img { width: 40rem; max-width: none; }
          dl { grid-template-columns: 1fr; gap: 0; }
          dd { margin-bottom: .6rem; }
        }
        @media print { main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } .wide { overflow: visible; } }

        """;
}
