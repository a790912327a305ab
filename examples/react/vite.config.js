// During development, the handler is a server of its own.
export default { server: { proxy: { "/kyc": "http://localhost:8787" } } };
