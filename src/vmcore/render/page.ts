import { Markup, markup } from "./markup";
import { reportStyle } from "./style";

/** A page that needs nothing else: no script, no font, no picture, no network. */
export function pageOf(title: string, content: Markup): string {
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}
