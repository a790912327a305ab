import { createRoot } from "react-dom/client";
import { Onboarding } from "./onboarding.jsx";

createRoot(document.getElementById("root")).render(<Onboarding />);
