// Whether all pages of a handler are on the developer's machine, as src/edge/request/origin.rs decides.

const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/;

/** @param {readonly string[]} allowedOrigins */
export const isLocal = (allowedOrigins) => allowedOrigins.every((origin) => LOCAL.test(origin));
