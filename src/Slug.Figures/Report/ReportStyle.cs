namespace Slug.Figures.Report;

/// <summary>The look of the report: a readable measure, tables with air, light and dark, and printable.</summary>
internal static class ReportStyle
{
    internal const string Css =
        """
        :root {
          color-scheme: light dark;
          --ink: #1d2126; --soft: #5b6570; --paper: #ffffff; --panel: #f5f6f8; --line: #dcdfe4; --accent: #0061a0;
        }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e7eb; --soft: #a3acb7; --paper: #16191d; --panel: #20252b; --line: #3a424c; --accent: #74b9ee; }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Roboto, sans-serif;
        }
        main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .75rem; letter-spacing: -.01em; }
        h2 { font-size: 1.3rem; margin: 2.75rem 0 1rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 0 0 .6rem; }
        header p { max-width: 44rem; margin: .5rem 0; }
        a { color: var(--accent); text-underline-offset: .15em; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; min-width: 100%; }
        th, td { padding: .4rem .6rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); border-bottom: 2px solid var(--line); white-space: normal; vertical-align: bottom; }
        .number { text-align: right; }
        .mean td { font-weight: 600; background: var(--panel); }
        .note, figcaption, .size { color: var(--soft); font-size: .875rem; }
        figure { margin: 0 0 2.25rem; }
        figure img {
          display: block; max-width: 100%; height: auto;
          background: #fff; border: 1px solid var(--line); border-radius: 6px;
        }
        figcaption { max-width: 44rem; margin: .6rem 0 0; }
        pre {
          background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow-x: auto;
          font: .8125rem/1.5 ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", Consolas, monospace;
        }
        .files { padding-left: 1.2rem; }
        .files li { margin: .45rem 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; font-size: .875rem; }
        dt { color: var(--soft); }
        dd { margin: 0; overflow-wrap: anywhere; }
        @media print { main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } }

        """;
}
