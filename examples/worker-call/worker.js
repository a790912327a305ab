// The main job: validates what the form posts, creates the customer and the link, and redirects to the hosted page.
import { applicantFrom, onboard, problemResponse, spherepay } from "kyclink";

const names = "email phone address.line1 address.city address.state address.postalCode address.country".split(" ");
const form = `<form method="post">${names.map((name) => `<p>${name} <input name="${name}">`).join("")}<p><button>Go on`;

async function fetch(request, env) {
  if (request.method !== "POST") return new Response(form, { headers: { "content-type": "text/html" } });
  try {
    const applicant = { ...applicantFrom(await request.formData()), type: "individual" };
    const client = spherepay({ apiKey: env.SPHEREPAY_API_KEY, baseUrl: env.SPHEREPAY_BASE_URL });
    const { link } = await onboard(client, applicant, { normalize: true, phoneCountry: "address" });
    return Response.redirect(link.kycUrl, 303);
  } catch (error) {
    return problemResponse(error); // which fields are wrong, and why: RFC 9457 problem details
  }
}
export default { fetch };
