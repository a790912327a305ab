# `sh xtask/steps.sh <step>`: a step of `cargo xtask test`. turbo.json says what it reads.
set -e
xtask="${XTASK:-cargo xtask}"
cargo="nice -n 5 cargo"
# Tests run once, and to prepare for the next time takes longer.
export CARGO_PROFILE_TEST_OPT_LEVEL=0 CARGO_PROFILE_TEST_DEBUG=false CARGO_INCREMENTAL=0
# `cargo build` and `cargo test` then lint as `cargo clippy -- --deny warnings` does: after one another, both would
# compile all dependencies.
linted="env RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=--deny__CLIPPY_HACKERY__warnings"

# Runs a check, shows its output if it fails, and goes on.
check() {
  echo "$ $*"
  log=$("$@" 2>&1) || { echo "$log" && echo "failed: $*" && failed=1; }
}
# The same for a search that has to find nothing.
none() {
  echo "$1" && shift
  if "$@"; then echo "failed: ! $*" && failed=1; fi
}
# Tests have the variables of the browsers and databases that `with` names, and no others.
# Every test has a limit. In Node it has its own; libtest has none, so a binary of tests has one, and names what ran long.
node_tests="$xtask with -- node --import ./xtask/scripts/limit.mjs --test --test-reporter=spec"
minutes=30
if [ "$KYCLINK_RELEASE" = 1 ]; then minutes=120; fi
within="${XTASK:+$XTASK with -- $XTASK within $minutes}"
limit_cargo() {
  host=$(rustc --print host-tuple | tr 'a-z-' 'A-Z_')
  if [ -n "$within" ]; then export "CARGO_TARGET_${host}_RUNNER=$within"; fi
}

case $1 in
  # Format, lints, boundaries between the floors, generated files.
  lint)
    unset CARGO_PROFILE_TEST_OPT_LEVEL CARGO_PROFILE_TEST_DEBUG CARGO_INCREMENTAL
    check cargo fmt --all --check -- src/provider/*/mod.rs
    # The features with bindings compile natively, too, so the lints do not need the WebAssembly target. `tools` lints
    # the crate without features, which the commands are compiled with.
    check $cargo clippy --quiet --locked --package kyclink --package kyclink-fuzz --package kyclink-simulation \
      --package kyclink-forms --all-targets --features kyclink/__npm,kyclink/web,kyclink/reqwest,kyclink/webhook -- --deny warnings
    check npx biome check --error-on-warnings
    check node xtask/scripts/markdown.mjs
    check node xtask/scripts/workflows.mjs
    check node xtask/scripts/programs.mjs
    none "src uses the bindings of JavaScript in src/js, src/web and src/value/host only" \
      git grep -nE "wasm_bindgen|js_sys|web_sys" -- src ":!src/js" ":!src/web" ":!src/value/host"
    none "without features the crate does not depend on the bindings" \
      sh -c "cargo tree --locked --package kyclink --edges normal --target all | grep wasm-bindgen"
    check $xtask codegen --check
    check $xtask docs --check
    ;;
  # What `lint` leaves out, because it compiles the crate again: the form's feature, which takes code away, and the
  # documentation. Without features, links to what a feature adds would be broken.
  features)
    unset CARGO_PROFILE_TEST_OPT_LEVEL CARGO_PROFILE_TEST_DEBUG CARGO_INCREMENTAL
    check $cargo clippy --quiet --locked --package kyclink --package kyclink-simulation \
      --features kyclink/__form,kyclink/web,kyclink/reqwest,kyclink/webhook -- --deny warnings
    RUSTDOCFLAGS="--deny warnings" check $cargo doc --quiet --locked --no-deps --package kyclink
    RUSTDOCFLAGS="--deny warnings" check $cargo doc --quiet --locked --no-deps --package kyclink \
      --package kyclink-simulation --features kyclink/reqwest,kyclink/web,kyclink/webhook
    ;;
  # The tests of the package in Node: they import what is put together of pkg-template and these wasm modules.
  packages)
    $xtask build
    echo "repeat: node --test"
    $xtask with -- node --import ./xtask/scripts/limit.mjs xtask/scripts/tests.mjs packages || failed=1
    ;;
  # Packs, then checks the sizes, the JavaScript against its declarations, and the entry points of the tarball.
  package)
    packed=$($xtask pack)
    tarball=$(echo "$packed" | tail -n 1)
    check $xtask size --check
    for project in tsconfig node; do check npx tsc --project "tests/packages/implementation/$project.json"; done
    check npx publint run --strict "$tarball"
    check node xtask/scripts/entry-points.mjs "$tarball"
    ;;
  # Packs, installs what the tests need, and runs them with the packed package: in turns, because they have ports and
  # browsers in common.
  journeys | browser | programs | runtimes | frameworks)
    case $1 in
      journeys) needs="chromium-headless" ;;
      browser) needs="chromium chromium-headless firefox webkit xvfb" ;;
      programs) needs="chromium-headless redis postgres${KYCLINK_RELEASE:+ firefox}" ;;
      *) needs="chromium chromium-headless firefox redis postgres $1" ;;
    esac
    # A test of a framework builds an application with it, beside whatever else runs.
    if [ "$1" = frameworks ]; then export KYCLINK_TEST_LIMIT_MS=1800000; fi
    $xtask pack
    export KYCLINK_PACKED=1
    # Here, because a test would wait for the compilers of other steps.
    if [ "$1" = programs ]; then
      $cargo build --quiet --locked --profile test --package kyclink --example answers
      export KYCLINK_ANSWERS="$PWD/target/debug/examples/answers"
    fi
    echo "repeat: KYCLINK_PACKED=1 cargo xtask with $needs -- node --test"
    $xtask with $needs turn -- node --import ./xtask/scripts/limit.mjs xtask/scripts/tests.mjs "$1"
    ;;
  # With an eighth of the inputs of generated tests; for a release with ten times all.
  native)
    export PROPTEST_CASES=32
    if [ "$KYCLINK_RELEASE" = 1 ]; then PROPTEST_CASES=2560; fi
    limit_cargo
    echo "repeat: cargo test --package kyclink --"
    $cargo test --quiet --locked --package kyclink --no-fail-fast
    ;;
  simulate)
    export KYCLINK_ONBOARDINGS=20000
    limit_cargo
    echo "repeat: KYCLINK_ONBOARDINGS=20000 cargo test --profile simulation --package kyclink-simulation --"
    nice -n 15 cargo test --quiet --locked --profile simulation --package kyclink-simulation
    check $xtask simulate --faults --check
    ;;
  # In the profile of `cargo xtask`, whose dependencies are built already.
  tools)
    unset CARGO_INCREMENTAL
    limit_cargo
    echo "repeat: cargo test --profile dev --package xtask --package kyclink-codegen --"
    $linted $cargo test --quiet --locked --profile dev --package xtask --package kyclink-codegen
    ;;
  # Not quiet: cargo would hand that on to the runner, which does not know it.
  wasm)
    $xtask with wasm -- true
    $linted $cargo build --quiet --locked --package xtask-wasm-test
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$within $PWD/target/debug/xtask-wasm-test" node tests/server.mjs \
      $cargo test --locked --target wasm32-unknown-unknown --features __npm,web --test wasm
    ;;
  worker)
    export CARGO_PROFILE_DEV_DEBUG=false
    $xtask pack
    $linted $cargo build --quiet --locked --target wasm32-unknown-unknown --package kyc-link-worker
    $xtask bind target/wasm32-unknown-unknown/debug/kyc_link_worker.wasm target/workers-rs/worker
    echo "repeat: cargo xtask with runtimes -- node --test"
    $xtask with runtimes -- node --import ./xtask/scripts/limit.mjs --test --test-reporter=spec tests/examples/worker/*.test.mjs
    ;;
  # Without TLS: the provider is a local sandbox, and to compile rustls takes half the time of this step.
  axum)
    export CARGO_PROFILE_DEV_DEBUG=false
    $xtask pack
    $linted $cargo build --quiet --locked --no-default-features --package kyclink-example-axum
    echo "repeat: node --test"
    AXUM_SERVER="$PWD/target/debug/kyclink-example-axum" \
      $node_tests tests/examples/axum.test.mjs
    ;;
  # Without the variables with which `cargo xtask` passes its own toolchain on.
  msrv)
    version=$(sed -n 's/^rust-version = "\(.*\)"/\1.0/p' Cargo.toml)
    unset CARGO RUSTC RUSTDOC LD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH
    nice -n 15 rustup run --install "$version" cargo check --quiet --locked --package kyclink --all-features --target-dir target/msrv
    ;;
esac
echo "processor time, user and system, of the shell and of its commands:"
times
exit "${failed:-0}"
