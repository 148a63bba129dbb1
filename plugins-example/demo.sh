#!/usr/bin/env bash
# The main job on real input. Needs `schemadock` with the example plugin on PATH; ends with 0 only if
# every command ended as it should.
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

printf '\n== What the example plugin brings ==\n'
show 0 schemadock plugins
show 0 schemadock list

printf '\n== A good file ==\n'
show 0 schemadock validate order.good.json --schema $order

printf '\n== A bad file ==\n'
show 1 schemadock validate order.bad.json --schema $order

printf '\n== What JSON Schema cannot say: a check of the plugin, on YAML ==\n'
show 1 schemadock validate order.wrong-total.yaml --schema $order

printf '\n== One document a line, against the newest 1.x of a versioned model ==\n'
show 1 schemadock validate customers.jsonl --schema 'shop-models::Customer@^1'

printf '\n== Two suppliers of one $id: who wins, and why ==\n'
show 0 schemadock why https://schemas.example.com/shop/address

printf '\n== A registry: the models of a program, pushed, used by range, locked, and the registry gone ==\n'
work=$(mktemp -d)
registry=
trap '[ -z "$registry" ] || kill -9 "$registry" 2>/dev/null; rm -rf "$work"' EXIT
cp customers.jsonl "$work" && cd "$work" || exit 1
export SCHEMADOCK_CACHE_DIR=$work/cache
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
PYRMUTE_REGISTRY_DATABASE_URL=sqlite:///$work/registry.db PYRMUTE_REGISTRY_ENVIRONMENT=test \
  pyrmute-registry serve --host 127.0.0.1 --port "$port" >registry.log 2>&1 &
registry=$!
python - "$url" <<'END' || { cat registry.log; exit 1; }
import sys, time
from schemadock.client import RegistryClient
with RegistryClient(sys.argv[1]) as client:
    for _ in range(300):
        if client.health_check():
            sys.exit(0)
        time.sleep(0.1)
sys.exit("the registry did not start")
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

printf '\n== The registry is killed ==\n'
kill -9 "$registry" && wait "$registry" 2>/dev/null
show 1 schemadock validate customers.jsonl --schema 'shop::Customer@^1' --frozen
show 1 schemadock validate customers.jsonl --schema 'shop::Customer@^1'
show 0 schemadock cache list

if [ "$failures" -ne 0 ]; then
  printf '\n%s commands did not end as they should\n' "$failures"
  exit 1
fi
printf '\nEverything ended as it should.\n'
