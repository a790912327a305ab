// `kyclink/testing/vitest`: only its declarations have contents.

export {};
