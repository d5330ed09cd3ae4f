export interface PlainPage {
  readonly nonce: string;
  readonly title: string;
  /** HTML of ours alone; nothing of a request goes in. */
  readonly body: string;
  readonly script?: string;
  readonly refreshSeconds?: number;
}

/** A page without the app: for who has no credential yet, and while there is nothing to show. */
export function plainPage({ nonce, title, body, script, refreshSeconds }: PlainPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title} · Plumbline</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style nonce="${nonce}">${style}</style>
</head>
<body><main>${body}</main>
${script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`}
</body>
</html>`;
}

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f5f5f2,#191918);color:light-dark(#20201e,#ecebe6)}
main{max-width:30rem;padding:2rem}
h1{font-size:1.25rem;margin:0 0 .5rem}
p{margin:.5rem 0}
code{font:.95em ui-monospace,monospace;background:light-dark(#e6e5df,#2b2b29);padding:.1em .35em;border-radius:.25em}
[hidden]{display:none}
`;
