import { ready } from "kyclink/form";
import { createRoot } from "react-dom/client";

async function start() {
  // Chromium before 115 starts WebAssembly only asynchronously, and the form calls it as soon as it is imported.
  await ready();
  const { Onboarding } = await import("./onboarding.jsx");
  createRoot(document.getElementById("root")).render(<Onboarding />);
}

// The handler's own form works without WebAssembly.
start().catch(() => window.location.assign("/kyc"));
