import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import Markdown from './Markdown.tsx';

const render = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

describe('Markdown', () => {
  it('given raw HTML, when it is shown, then it is text', () => {
    const html = render('<script>alert(1)</script>\n\nA <img src=x onerror=alert(1)> b');
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;');
  });

  it('given links, when they are shown, then only the allowed ones can be followed, without a referrer', () => {
    const html = render('[good](https://example.org) [bad](javascript:alert(1)) [ref][x]\n\n[x]: data:text/html,1');
    expect(html).toContain('<a href="https://example.org/" target="_blank" rel="noreferrer noopener">good</a>');
    expect(html).not.toContain('href="javascript');
    expect(html.match(/<a /g)).toHaveLength(1);
  });

  it('given an image, when it is shown, then nothing is fetched', () => {
    const html = render('![a chart](https://example.org/c.png)');
    expect(html).not.toContain('<img');
    expect(html).toContain('a chart</a>');
  });

  it('given tasks, a table and code, when they are shown, then each has its element', () => {
    const html = render('- [x] done\n- [ ] open\n\n| a |\n| :-: |\n| 1 |\n\n```js\nx < 1\n```');
    expect(html.match(/type="checkbox"/g)).toHaveLength(2);
    expect(html).toContain('<td data-align="center">1</td>');
    expect(html).toContain('x &lt; 1');
    expect(html).toContain('Copy code');
  });
});
