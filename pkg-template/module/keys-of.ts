// The names in a table that is written out: `Object.keys` takes any object, which may have others.

export const keysOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table & string)[];
