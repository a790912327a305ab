// What a browser sends with a request to the handler.
export const ORIGIN = "https://app.example.com";

export const HEADERS = {
  origin: ORIGIN,
  accept: "*/*",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "same-origin",
  "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};
