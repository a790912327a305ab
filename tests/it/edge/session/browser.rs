//! The name of the browser that made a link, as the other device shows it.

use serde_json::json;

use crate::edge::world::World;

/// Each row has the system and the products of a browser's header, which begins as all of them do.
#[test]
fn the_page_names_the_browser_that_made_the_link() {
    const MAC: &str = "Macintosh; Intel Mac OS X 10_15_7";
    const IPHONE: &str = "iPhone; CPU iPhone OS 18_7 like Mac OS X";
    for (system, products, name) in [
        ("Windows NT 10.0; Win64; x64; rv:145.0", "Firefox/145.0", "Firefox, Windows"),
        (MAC, "Version/26.0 Safari/605.1.15", "Safari, Mac"),
        ("X11; Linux x86_64", "Chrome/142.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Windows NT 10.0", "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge, Windows"),
        ("Linux; Android 10; K", "Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Linux; Android 10; K", "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/5", "Samsung Internet, Android"),
        (IPHONE, "FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "Firefox, iPhone"),
        ("X11; CrOS x86_64 14541.0.0", "Chrome/142.0.0.0 Safari/537.36", "Chrome, ChromeOS"),
        (MAC, "Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0", "Opera, Mac"),
        ("iPad; CPU OS 18_7 like Mac OS X", "Version/26.0 Mobile/15E148 Safari/604.1", "Safari, iPad"),
        (IPHONE, "CriOS/142.0.0.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        (IPHONE, "Version/18.0 EdgiOS/142.0.0.0 Mobile/15E148 Safari/604.1", "Edge, iPhone"),
        ("Linux; Android 10; K", "Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0", "Edge, Android"),
        ("", "Firefox/145.0", "Firefox"),
        ("", "curl/8.5.0", ""),
        ("Linux", "", "Linux"),
        ("", "jane@example.com <script>", ""),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        let agent = format!("Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {products}");
        let made = world.post("handoff").header("user-agent", &agent).send();
        let shown = world.get(&format!("handoff/open?token={}", made.token())).send();
        let expected = if name.is_empty() { json!(null) } else { json!(name) };
        assert_eq!(shown.body["browser"], expected, "{agent}");
    }
}
