#!/usr/bin/env bash
# Makes what the log's nodes and the app trust one another by: a certificate authority, a certificate per node, and
# the passwords of the log. Runs once in a container of es-gencert-cli, as root and without a network; what is there
# stays, so each start may run it again.
#
#   prepare.sh DIRECTORY
#
#   authority/  the authority's key, for root alone        ca/    its certificate, for everybody
#   <node>/     a node's certificate and key               log/   the passwords of admin and ops, for the nodes
#                                                          app/   that of admin, for the app
set -euo pipefail
umask 077
cd "$1"

# Who runs in the images.
log_uid=1001
app_uid=10001
authority_days=3650
node_days=730

# Names appear whole or not at all: what a cut-off run left is made again.
if [ ! -e authority ]; then
  rm -rf authority.new
  es-gencert-cli create-ca -days "$authority_days" -out authority.new
  test -s authority.new/ca.key
  mv authority.new authority
fi
mkdir -p ca
cp authority/ca.crt ca/ca.crt
chmod 644 ca/ca.crt
chmod 755 . ca

for node in server node1 node2 node3; do
  [ ! -e "$node" ] || continue
  rm -rf "$node.new"
  es-gencert-cli create-node -days "$node_days" -out "$node.new" \
    -ca-certificate authority/ca.crt -ca-key authority/ca.key \
    -ip-addresses 127.0.0.1 -dns-names "$node,localhost"
  test -s "$node.new/node.key"
  chmod 400 "$node.new/node.crt" "$node.new/node.key"
  chown -R "$log_uid:$log_uid" "$node.new"
  mv "$node.new" "$node"
done

password() {
  local drawn
  drawn=$(head -c 1024 /dev/urandom | tr -dc 'A-Za-z0-9')
  test "${#drawn}" -ge 32
  printf '%s' "${drawn:0:32}"
}

if [ ! -e log ]; then
  rm -rf log.new
  mkdir log.new
  password >log.new/admin
  password >log.new/ops
  chmod 400 log.new/admin log.new/ops
  chown -R "$log_uid:$log_uid" log.new
  mv log.new log
fi
if [ ! -e app ]; then
  rm -rf app.new
  mkdir app.new
  cp log/admin app.new/password
  chmod 400 app.new/password
  chown -R "$app_uid:$app_uid" app.new
  mv app.new app
fi
echo "prepared: certificates and passwords are there"
