namespace Enterprise.Api.Pages;

/// <summary>The style of pages. Their content security policy allows this text only, by its hash.</summary>
internal static class PageStyle
{
    internal const string Text = """
        :root{color-scheme:light dark;--page:#f3f5f8;--card:#ffffff;--ink:#17202c;--quiet:#4c5868;--line:#d7dde5;
        --accent:#0b5cad;--good:#176c3a;--bad:#b3261e;--old:#fbeceb;--new:#e7f5ec;--note:#e8f1fb;--on:#ffffff}
        @media (prefers-color-scheme:dark){:root{--page:#10151c;--card:#19212b;--ink:#e8edf3;--quiet:#a9b6c5;
        --line:#33404f;
        --accent:#7cb8f5;--good:#7fd6a1;--bad:#ff9d95;--old:#3a2220;--new:#1c3325;--note:#1b2d42;--on:#0c1219}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);
        font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
        overflow-wrap:anywhere}
        main{max-width:46rem;margin:0 auto;padding:2rem 1rem 4rem}
        .brand{margin:0 0 .75rem;color:var(--quiet);font-size:.875rem;letter-spacing:.02em}
        h1{margin:0 0 .5rem;font-size:1.625rem;line-height:1.25;text-wrap:balance}
        h2{margin:0 0 .75rem;font-size:1.125rem}
        h3{margin:0 0 .25rem;font-size:1rem}
        p{margin:.25rem 0}
        .lead{color:var(--quiet);margin-bottom:1.5rem}
        section,form{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem;
        margin:0 0 1rem}
        blockquote{margin:.5rem 0;padding:.25rem .875rem;border-left:3px solid var(--line);color:var(--quiet);
        white-space:pre-line}
        .badge{display:inline-block;padding:.0625rem .625rem;border:1px solid currentColor;border-radius:1rem;
        font-size:.8125rem;
        font-weight:600;color:var(--accent)}
        .badge.approved,.badge.overridden{color:var(--good)}
        .badge.rejected,.badge.expired{color:var(--bad)}
        .badge.withdrawn{color:var(--quiet)}
        .notice{border-left:.375rem solid var(--accent);background:var(--note);border-radius:.5rem;padding:.75rem 1rem;
        margin:1rem 0}
        .notice p{margin:0}
        .notice.good{border-color:var(--good);background:var(--new)}
        .notice.bad{border-color:var(--bad);background:var(--old)}
        table{width:100%;border-collapse:collapse;table-layout:fixed}
        caption{text-align:left;color:var(--quiet);font-size:.875rem;padding-bottom:.5rem}
        th,td{text-align:left;vertical-align:top;padding:.5rem .625rem;border-top:1px solid var(--line);
        white-space:pre-line}
        thead th{font-size:.8125rem;color:var(--quiet);border-top:0}
        tbody th{font-weight:600}
        thead th:first-child{width:24%}
        td.old{background:var(--old)}
        td.new{background:var(--new)}
        td del{text-decoration-thickness:1px}
        td ins{text-decoration:none;font-weight:600}
        .label{display:none}
        ol,ul{margin:.25rem 0;padding-left:1.25rem}
        li{margin:.375rem 0}
        .stage+.stage{margin-top:1.25rem;padding-top:1rem;border-top:1px solid var(--line)}
        .quiet{color:var(--quiet)}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0}
        dt{color:var(--quiet)}
        dd{margin:0;white-space:pre-line}
        label{display:block;font-weight:600}
        .hint{color:var(--quiet);font-size:.875rem;margin:.125rem 0 .5rem}
        .error{color:var(--bad);font-weight:600;margin:.125rem 0 .5rem}
        textarea{width:100%;min-height:6.5rem;padding:.625rem .75rem;font:inherit;color:inherit;background:var(--page);
        border:1px solid var(--quiet);border-radius:.5rem;resize:vertical}
        textarea[aria-invalid=true]{border:2px solid var(--bad)}
        .actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}
        button{flex:1 1 10rem;min-height:3rem;padding:.625rem 1.25rem;font:inherit;font-weight:600;border-radius:.5rem;
        border:2px solid transparent;cursor:pointer}
        button.approve{background:var(--good);color:var(--on)}
        button.reject{background:transparent;color:var(--bad);border-color:var(--bad)}
        button:hover{filter:brightness(1.1)}
        a{color:var(--accent)}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        @media (max-width:36rem){
        main{padding:1.25rem .75rem 3rem}
        section,form{padding:1rem}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table,tbody,tr,th,td,caption{display:block}
        tbody th{padding:.75rem 0 .25rem}
        td{border:0;border-radius:.375rem;margin-top:.25rem}
        .label{display:block;color:var(--quiet);font-size:.8125rem}
        dl{grid-template-columns:1fr;gap:0}
        dd{margin-bottom:.5rem}
        }
        @media (forced-colors:active){button,.notice{border:2px solid ButtonText}}
        """;
}
