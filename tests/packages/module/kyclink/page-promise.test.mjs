/**
 * Lists of a client: one page as a promise, and the items of all pages in a loop, with no more requests than that
 * takes.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const { createSandbox } = await subpath("testing");

const grid = (sandbox, fetch) => kyclink.grid({ clientId: "any", clientSecret: "any", baseUrl: sandbox.baseUrls.grid, fetch });

/** A sandbox with customers, and the paths with queries of all requests for a list. */
async function setUp(count) {
  const sandbox = createSandbox({ ids: "deterministic" });
  const listed = [];
  const client = grid(sandbox, (url, init) => {
    if (init.method === "GET") listed.push(new URL(url).search);
    return sandbox.fetch(url, init);
  });
  for (let at = 0; at < count; at++) await client.createCustomer({ customerType: "INDIVIDUAL", fullName: `Jane ${at}` });
  return { sandbox, client, listed };
}

async function idsOf(iterable) {
  const ids = [];
  for await (const { id } of iterable) ids.push(id);
  return ids;
}

test("await gets one page with one request, and a loop the customers of all pages, once each", async () => {
  const { sandbox, client, listed } = await setUp(7);
  const list = client.listCustomers({ limit: 3 });
  assert.ok(list instanceof Promise);
  const page = await list;
  assert.deepEqual([page.items.length, page.total, Object.keys(page)], [3, 7, ["items", "next", "total"]]);
  assert.equal(listed.length, 1);
  assert.equal((await client.listCustomers(page.next)).items.length, 3);
  listed.length = 0;
  const ids = await idsOf(client.listCustomers({ limit: 3 }));
  const customers = sandbox.customers().map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), customers.toSorted());
  assert.deepEqual([listed.length, new Set(listed).size], [3, 3]);
});

test("awaiting and looping request the first page once, in either order and twice", async () => {
  const { client, listed } = await setUp(5);
  const list = client.listCustomers({ limit: 2 });
  const { items } = await list;
  const ids = await idsOf(list);
  const first = items.map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 2), first);
  assert.equal(listed.length, 3);
  assert.equal((await list).items, items);
  assert.deepEqual(await idsOf(list), ids);
  assert.equal(listed.length, 5, "the second loop requests the other pages again");
});

test("a page is requested when the items before it have been taken", async () => {
  const { client, listed } = await setUp(5);
  const iterator = client.listCustomers({ limit: 2 })[Symbol.asyncIterator]();
  for (const requests of [1, 1, 2, 2, 3]) {
    assert.equal((await iterator.next()).done, false);
    assert.equal(listed.length, requests);
  }
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  let left = 2;
  for await (const _ of client.listCustomers({ limit: 2 })) if (--left === 0) break;
  assert.equal(listed.length, 4, "a loop that was left requests no more");
});

test("all requests have the options of the method, as they were then", async () => {
  const { sandbox } = await setUp(3);
  const seen = [];
  const client = grid(
    sandbox,
    (url, { headers: { "x-request-of": of, ...headers }, ...init }) => seen.push(of) && sandbox.fetch(url, { ...init, headers }),
  );
  const options = { headers: { "x-request-of": "list" } };
  const list = client.listCustomers({ limit: 1 }, options);
  options.headers = {};
  assert.equal((await idsOf(list)).length, 3);
  assert.deepEqual(seen, ["list", "list", "list"]);
});

test("errors are those of the request, of the first page and of the others", async () => {
  const { sandbox, client } = await setUp(3);
  await assert.rejects(idsOf(client.listCustomers({ limit: 0 })), { code: "invalid_request" });
  await assert.rejects(idsOf(client.listCustomers({}, { tiemout: 1 })), { code: "invalid_config" });
  const controller = new AbortController();
  const iterator = client.listCustomers({ limit: 1 }, { signal: controller.signal })[Symbol.asyncIterator]();
  await iterator.next();
  controller.abort();
  await assert.rejects(iterator.next(), { code: "aborted" });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  const taken = [];
  sandbox.nextFailure("garbage", { match: ({ method }) => taken.length > 0 && method === "GET" });
  const failed = (async () => {
    for await (const customer of client.listCustomers({ limit: 1 })) taken.push(customer);
  })();
  await assert.rejects(failed, { code: "unexpected_response", operation: "grid.listCustomers", provider: "grid" });
  assert.equal(taken.length, 1);
});

/** A client of Grid whose page number `n` has these customers and this cursor. A loop without end fails soon. */
function endless(pageAt) {
  let requests = 0;
  const fetch = async () => {
    assert.ok(requests < 1_000, "too many requests");
    const { ids = [`Customer:${requests}`], cursor } = pageAt(requests++);
    const data = ids.map((id) => ({ id, customerType: "INDIVIDUAL", kycStatus: "APPROVED" }));
    return Response.json({ data, hasMore: cursor !== undefined, nextCursor: cursor });
  };
  const client = kyclink.grid({ clientId: "any", clientSecret: "any", fetch });
  return { client, requests: () => requests };
}

const REPEATED = {
  code: "unexpected_response",
  provider: "grid",
  operation: "grid.listCustomers",
  message: "The list leads back to a page that it had before.",
};

test("a list that leads back to an earlier page ends with an error", async () => {
  for (const [start, length] of [
    [0, 1],
    [5, 1],
    [0, 2],
    [3, 7],
    [40, 13],
  ]) {
    const { client, requests } = endless((at) => ({ cursor: `${at < start ? `start ${at}` : (at - start) % length}` }));
    await assert.rejects(idsOf(client.listCustomers()), REPEATED, `${start} ${length}`);
    const most = length === 1 ? start + 2 : 3 * (start + length);
    assert.ok(requests() <= most, `${requests()} requests, ${start} before a round of ${length}`);
  }
});

test("pages without an item may be many, but not without end", async () => {
  const some = endless((at) => (at < 99 ? { ids: [], cursor: `${at}` } : {}));
  assert.equal((await idsOf(some.client.listCustomers())).length, 1);
  const all = endless((at) => ({ ids: [], cursor: `${at}` }));
  await assert.rejects(idsOf(all.client.listCustomers()), {
    code: "unexpected_response",
    message: "The list had 100 pages without an item in a row.",
  });
  assert.equal(all.requests(), 100);
  const scattered = endless((at) => ({ ...(at % 3 > 0 && { ids: [] }), ...(at < 300 && { cursor: `${at}` }) }));
  assert.equal((await idsOf(scattered.client.listCustomers())).length, 101, "pages with items in between");
});

/** At Bridge, a page begins after a customer, and a link may have none. */
test("a list that may go on where nobody can say ends with an error, after what there is", async () => {
  const fetch = async () => Response.json({ count: 1, data: [{ id: "link_1", email: "jane@example.com" }] });
  const client = kyclink.bridge({ apiKey: "sk-test-1", environment: "sandbox", fetch });
  const taken = [];
  const loop = async () => {
    for await (const { id } of client.listKycLinks({ limit: 1 })) taken.push(id);
  };
  await assert.rejects(loop(), { code: "unexpected_response", message: /^There may be another page/ });
  assert.deepEqual(taken, ["link_1"]);
});

test("other operations are no lists", async () => {
  const { client } = await setUp(0);
  const lists = Object.keys(client).filter((name) => {
    const result = client[name]({});
    result.catch(() => {});
    return Symbol.asyncIterator in result;
  });
  assert.deepEqual(lists, ["listCustomers"]);
});
