#!/usr/bin/env bash
# Demonstrate the main features on real files. Requires `schemadock` and the example plugin on PATH.
# Exits with 0 if every command exits with the expected code.
set -u
cd "$(dirname "$0")/data"
failures=0

show() { # show EXPECTED-EXIT-CODE COMMAND...
  local expected=$1
  shift
  printf '\n$ %s\n' "$*"
  "$@"
  local code=$?
  if [ "$code" -ne "$expected" ]; then
    printf '!! exit code %s, expected %s\n' "$code" "$expected"
    failures=$((failures + 1))
  fi
}
order=https://schemas.example.com/shop/order

printf '\n== The plugins and schemas that are installed ==\n'
show 0 schemadock plugins
show 0 schemadock list

printf '\n== A valid file ==\n'
show 0 schemadock validate order.good.json --schema $order

printf '\n== An invalid file ==\n'
show 1 schemadock validate order.bad.json --schema $order

printf '\n== A YAML file that fails a check of the plugin ==\n'
show 1 schemadock validate order.wrong-total.yaml --schema $order

printf '\n== A JSONL file, validated against the latest 1.x of a versioned model ==\n'
show 1 schemadock validate customers.jsonl --schema 'shop-models::Customer@^1'

printf '\n== Two schemas with the same $id: which one wins, and why ==\n'
show 0 schemadock why https://schemas.example.com/shop/address

printf '\n== A registry server: push models, validate with a version range, and lock the version ==\n'
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$work"' EXIT
cp customers.jsonl "$work" && cd "$work" || exit 1
export SCHEMADOCK_CACHE_DIR=$work/cache
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
PYRMUTE_REGISTRY_DATABASE_URL=sqlite:///$work/registry.db PYRMUTE_REGISTRY_ENVIRONMENT=test \
  pyrmute-registry serve --host 127.0.0.1 --port "$port" >registry.log 2>&1 &
server=$!
python - "$url" <<'END' || { cat registry.log; exit 1; }
import sys, time
from schemadock.client import RegistryClient
with RegistryClient(sys.argv[1]) as client:
    for _ in range(300):
        if client.health_check():
            sys.exit(0)
        time.sleep(0.1)
sys.exit("the registry server did not start")
END
cat >schemadock.toml <<END
lock = ["shop::Customer@^1"]

[sources.central]
url = "pyrmute+$url"
END
show 0 schemadock push example_shop.models:manager --namespace shop --dry-run
show 0 schemadock push example_shop.models:manager --namespace shop
show 1 schemadock validate customers.jsonl --schema 'shop::Customer@^1'
show 0 schemadock lock
show 0 cat schemadock.lock

printf '\n== The same after the registry server was killed ==\n'
kill -9 "$server" && wait "$server" 2>/dev/null
show 1 schemadock validate customers.jsonl --schema 'shop::Customer@^1' --frozen
show 1 schemadock validate customers.jsonl --schema 'shop::Customer@^1'
show 0 schemadock cache list

if [ "$failures" -ne 0 ]; then
  printf '\n%s commands exited with an unexpected code\n' "$failures"
  exit 1
fi
printf '\nAll commands exited with the expected codes.\n'
