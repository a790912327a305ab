// The table of people, in Postgres. Three functions use it: with the same three, it can be in any other database.

const CREATE = `CREATE TABLE IF NOT EXISTS desk_people (
  id text PRIMARY KEY,
  reference text NOT NULL,
  type text NOT NULL,
  applicant jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'waiting', 'approved', 'rejected')),
  link_hash text UNIQUE,
  link_expires_at timestamptz,
  return_to text,
  answers jsonb,
  decided_by text,
  reason text,
  UNIQUE (reference, type)
)`;
const ADD = `INSERT INTO desk_people (id, reference, type, applicant) VALUES ($1, $2, $3, $4)
  ON CONFLICT (reference, type) DO UPDATE SET reference = excluded.reference RETURNING *`;

export async function openPeople(pool) {
  await pool.query(CREATE);
  return {
    /** Returns the person with this reference and type, who is added if there is none. */
    add: async ({ id, reference, applicant }) => (await pool.query(ADD, [id, reference, applicant.type, applicant])).rows[0],

    /** Finds the people whose column has this value. */
    find: async (column, value) => (await pool.query(`SELECT * FROM desk_people WHERE ${column} = $1 ORDER BY id`, [value])).rows,

    /** Changes a person in this state. Returns the person, or `undefined` if the state has changed meanwhile. */
    async change(id, state, changes) {
      const columns = Object.keys(changes).map((name, at) => `${name} = $${at + 3}`);
      const update = `UPDATE desk_people SET ${columns} WHERE id = $1 AND state = $2 RETURNING *`;
      return (await pool.query(update, [id, state, ...Object.values(changes)])).rows[0];
    },
  };
}
