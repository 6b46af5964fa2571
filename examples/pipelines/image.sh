#!/bin/sh
# image.sh NAME: the smoke suite of a Maven project as an image of that name. Run in the project's folder.
set -eu
# What an earlier image was made of would stay in this one, and jlink makes no folder that is there.
rm -rf target/image
mvn -B -ntp -q test-compile dependency:copy-dependencies -DincludeScope=test -DoutputDirectory=target/image/lib
cp -r target/test-classes target/image/classes
jlink --add-modules java.se,jdk.crypto.ec,jdk.naming.dns,jdk.unsupported --strip-debug --output target/image/jre
docker build --tag "$1" --build-arg COMMIT="$(git rev-parse HEAD)" --file "$(dirname "$0")/Dockerfile" target/image
