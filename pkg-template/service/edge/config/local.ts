// Whether all pages of a handler are on the developer's machine, as src/edge/request/origin.rs decides.

const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/;

export const isLocal = (allowedOrigins: readonly string[]) => allowedOrigins.every((origin) => LOCAL.test(origin));
