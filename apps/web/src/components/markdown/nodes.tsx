import type { Definition, List, ListItem, PhrasingContent, RootContent, Table } from 'mdast';
import { Fragment, type ReactNode } from 'react';
import { CodeBlock } from './CodeBlock.tsx';
import { safeLink } from './links.ts';

/** What inline nodes need from the whole text. */
export interface Context {
  readonly definitions: ReadonlyMap<string, Definition>;
}

type AnyNode = RootContent | PhrasingContent | ListItem;

/** Markdown as React elements. Raw HTML stays text; images become links, so that nothing is fetched unasked. */
export function renderNode(node: AnyNode, context: Context): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return <p>{renderAll(node.children, context)}</p>;
    case 'heading':
      return renderHeading(node.depth, renderAll(node.children, context));
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote>{renderAll(node.children, context)}</blockquote>;
    case 'list':
      return renderList(node, context);
    case 'listItem':
      return renderItem(node, true, context);
    case 'code':
      return <CodeBlock code={node.value} language={node.lang ?? undefined} />;
    case 'table':
      return renderTable(node, context);
    case 'text':
      return node.value;
    case 'html':
      return node.value;
    case 'emphasis':
      return <em>{renderAll(node.children, context)}</em>;
    case 'strong':
      return <strong>{renderAll(node.children, context)}</strong>;
    case 'delete':
      return <del>{renderAll(node.children, context)}</del>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'break':
      return <br />;
    case 'link':
      return renderLink(node.url, renderAll(node.children, context));
    case 'linkReference':
      return renderLink(context.definitions.get(node.identifier)?.url, renderAll(node.children, context));
    case 'image':
      return renderLink(node.url, node.alt || node.url);
    case 'imageReference':
      return renderLink(context.definitions.get(node.identifier)?.url, node.alt || node.identifier);
    case 'footnoteReference':
      return <sup>[{node.identifier}]</sup>;
    case 'footnoteDefinition':
      return (
        <div className="footnote">
          <sup>[{node.identifier}]</sup>
          <div>{renderAll(node.children, context)}</div>
        </div>
      );
    case 'definition':
    case 'yaml':
    case 'tableRow':
    case 'tableCell':
      return null;
    default:
      return node satisfies never;
  }
}

function renderAll(nodes: readonly AnyNode[], context: Context): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: nodes of a text have no other identity than their place
  return nodes.map((node, at) => <Fragment key={at}>{renderNode(node, context)}</Fragment>);
}

/** Headings of an answer stand below those of the page. */
function renderHeading(depth: number, children: ReactNode): ReactNode {
  if (depth === 1) return <h3 data-depth="1">{children}</h3>;
  if (depth === 2) return <h4 data-depth="2">{children}</h4>;
  return <h5 data-depth="3">{children}</h5>;
}

function renderLink(url: string | undefined, children: ReactNode): ReactNode {
  const href = url === undefined ? null : safeLink(url);
  if (href === null) return <span title={url}>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

function renderList(list: List, context: Context): ReactNode {
  const loose = list.spread || list.children.some((item) => item.spread);
  const items = list.children.map((item, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={at}>{renderItem(item, Boolean(loose), context)}</Fragment>
  ));
  return list.ordered ? <ol start={list.start ?? 1}>{items}</ol> : <ul>{items}</ul>;
}

function renderItem(item: ListItem, loose: boolean, context: Context): ReactNode {
  const task = typeof item.checked === 'boolean';
  const children = item.children.map((child, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={at}>{child.type === 'paragraph' && !loose ? renderAll(child.children, context) : renderNode(child, context)}</Fragment>
  ));
  if (!task) return <li>{children}</li>;
  return (
    <li className="task">
      <input type="checkbox" checked={item.checked === true} readOnly disabled aria-label={item.checked ? 'Done' : 'To do'} />
      <div>{children}</div>
    </li>
  );
}

function renderTable(table: Table, context: Context): ReactNode {
  const [head, ...rows] = table.children;
  const cells = (row: Table['children'][number], Cell: 'th' | 'td') =>
    row.children.map((cell, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Cell key={at} data-align={table.align?.[at] ?? undefined}>
        {renderAll(cell.children, context)}
      </Cell>
    ));
  return (
    <div className="table-frame" data-scroll="x">
      <table>
        {head && (
          <thead>
            <tr>{cells(head, 'th')}</tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr key={at}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
