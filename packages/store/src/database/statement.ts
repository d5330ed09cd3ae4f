import { getTableColumns, getTableName } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/** One SQL statement with its values, as a batch takes them. */
export interface Statement {
  readonly sql: string;
  readonly args: (string | number | null)[];
}

type Column<Table extends SQLiteTable> = keyof Table['$inferInsert'] & string;
type Row<Table extends SQLiteTable, Columns extends Column<Table>> = { readonly [Name in Columns]: Table['$inferSelect'][Name] };

/**
 * Whole-row upserts, with the names of table and columns taken from the schema. The text is made once: an append pays for
 * its values only. `fill`: columns where a null leaves what is there.
 */
export function upsertInto<Table extends SQLiteTable, Columns extends Column<Table>>(
  table: Table,
  shape: { readonly key: readonly Columns[]; readonly columns: readonly Columns[]; readonly fill?: readonly Columns[] },
): (row: Row<Table, Columns>) => Statement {
  const { key, columns, fill = [] } = shape;
  const sets = columns.filter((column) => !key.includes(column)).map((column) => set(name(column), fill.includes(column)));
  const sql = `${insertText(table, columns)} ON CONFLICT (${key.map(name).join(', ')}) DO UPDATE SET ${sets.join(', ')}`;
  return (row) => ({ sql, args: columns.map((column) => row[column] as string | number | null) });
}

/** `orIgnore`: a row that is there stays as it is. */
export function insertInto<Table extends SQLiteTable>(
  table: Table,
  options: { readonly orIgnore?: true } = {},
): (row: Row<Table, Column<Table>>) => Statement {
  const columns = Object.keys(getTableColumns(table)) as Column<Table>[];
  const sql = `${insertText(table, columns)}${options.orIgnore ? ' ON CONFLICT DO NOTHING' : ''}`;
  return (row) => ({ sql, args: columns.map((column) => row[column] as string | number | null) });
}

/** The name of a column in the database. */
export function name(column: string): string {
  return `"${toSnakeCase(column)}"`;
}

function insertText(table: SQLiteTable, columns: readonly string[]): string {
  return `INSERT INTO "${getTableName(table)}" (${columns.map(name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

function set(column: string, keepsWhenNull: boolean): string {
  return keepsWhenNull ? `${column} = coalesce(excluded.${column}, ${column})` : `${column} = excluded.${column}`;
}
