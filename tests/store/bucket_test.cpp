#include <doctest/doctest.h>

#include "store/store.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

std::shared_ptr<const Blob> blob_of(std::string_view text) {
  BlobWriter writer(Disk::temporary());
  REQUIRE(writer.add(as_bytes(text)));
  return *writer.finish();
}

Object object_of(std::string_view text, Millis created = 5) {
  Object object{blob_of(text), {}};
  object.attributes.created = created;
  return object;
}

Bucket bucket_of(const std::vector<std::string>& keys) {
  Bucket bucket;
  for (const auto& key : keys) {
    if (key.ends_with('/'))
      bucket.make_folder(key, {});
    else
      bucket.put(key, object_of(key));
  }
  return bucket;
}

std::string names_of(const Bucket::Page& page) {
  std::string all;
  for (const auto& entry : page.entries) all += (all.empty() ? "" : " ") + entry.name;
  return all;
}

using Which = Bucket::Which;

}  // namespace

TEST_CASE("a page holds what lies right in the folder, by name, each deeper folder once") {
  const Bucket bucket = bucket_of({"z", "a/1", "a/b/c/2", "a/b-", "a/b.", "a/b0", "a/b/", "a", "b/", "a//x"});
  struct Row {
    const char *folder, *prefix;
    Which which;
    bool descending;
    const char* names;
    std::size_t folders, files;
  };
  const Row rows[] = {
      {"", "", Which::both, false, "a a/ b/ z", 2, 2},
      {"", "", Which::both, true, "z b/ a/ a", 2, 2},
      {"", "", Which::files, false, "a z", 2, 2},
      {"", "", Which::folders, false, "a/ b/", 2, 2},
      {"", "a", Which::both, false, "a a/", 1, 1},
      {"a/", "", Which::both, false, "/ 1 b- b. b/ b0", 2, 4},
      {"a/", "b", Which::both, false, "b- b. b/ b0", 1, 3},
      {"a/", "b/", Which::both, false, "b/", 1, 0},
      {"a/", "b/c", Which::both, false, "", 0, 0},
      {"a/b/", "", Which::both, false, "c/", 1, 0},
      {"a/b/c/", "", Which::both, false, "2", 0, 1},
      {"nowhere/", "", Which::both, false, "", 0, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.folder);
    CAPTURE(row.prefix);
    const auto page = bucket.list(row.folder, row.prefix, "", 100, row.which, row.descending);
    CHECK(names_of(page) == row.names);
    CHECK(page.folders == row.folders);
    CHECK(page.files == row.files);
    CHECK(page.next.empty());
  }
}

TEST_CASE("pages follow each other without gap or repetition, in both directions and at every size") {
  std::vector<std::string> keys;
  for (char c = 'a'; c <= 'g'; ++c) keys.push_back(std::string("f/") + c + (c % 2 ? "/" : ""));
  Bucket bucket = bucket_of(keys);
  for (const bool descending : {false, true})
    for (std::size_t most = 1; most <= 8; ++most) {
      CAPTURE(most);
      std::string all, from;
      std::size_t pages = 0;
      do {
        const auto page = bucket.list("f/", "", from, most, Which::both, descending);
        CHECK(page.entries.size() <= most);
        CHECK(page.folders + page.files == 7);
        all += names_of(page) + " ";
        from = page.next;
      } while (!from.empty() && ++pages < 10);
      CHECK(all == (descending ? "g/ f e/ d c/ b a/ " : "a/ b c/ d e/ f g/ "));
    }
  // The entry at which the next page began may be gone by then.
  const auto first = bucket.list("f/", "", "", 3, Which::both, false);
  CHECK(first.next == "d");
  bucket.remove("f/d");
  CHECK(names_of(bucket.list("f/", "", first.next, 3, Which::both, false)) == "e/ f g/");
}

TEST_CASE("an entry brings its object, a folder what is known about it") {
  Bucket bucket = bucket_of({"x/o"});
  REQUIRE(bucket.change("x/", [](Attributes& a) { a.biz_attr = "mine"; }));
  const auto page = bucket.list("", "", "", 10, Which::both, false);
  REQUIRE(page.entries.size() == 1);
  CHECK(page.entries[0].object == nullptr);
  CHECK(page.entries[0].attributes->biz_attr == "mine");
  const auto below = bucket.list("x/", "", "", 10, Which::both, false);
  REQUIRE(below.entries.size() == 1);
  CHECK(below.entries[0].object == bucket.object("x/o"));
  CHECK(below.entries[0].attributes == &bucket.object("x/o")->attributes);
}

TEST_CASE("folders come with what lies below, and stay as they were made") {
  Bucket bucket;
  bucket.make_folder("a/b/", {"made", "", 0, {}, 1, 1});
  bucket.put("a/b/c/d", object_of("x", 77));
  CHECK(bucket.folder("")->created == 0);
  CHECK(bucket.folder("a/b/")->biz_attr == "made");
  CHECK(bucket.folder("a/")->created == 1);
  CHECK(bucket.folder("a/b/c/")->created == 77);
  CHECK(bucket.folder("a/b/c/")->modified == 77);
  CHECK(bucket.folder("a/b/c") == nullptr);
  CHECK(bucket.folder("a/b/c/d/") == nullptr);
}

TEST_CASE("only empty folders can be removed, and never the root") {
  Bucket bucket = bucket_of({"a/b"});
  CHECK_FALSE(bucket.empty(""));
  CHECK_FALSE(bucket.empty("a/"));
  CHECK_FALSE(bucket.remove("a/"));
  CHECK(bucket.remove("a/b"));
  CHECK_FALSE(bucket.remove("a/b"));
  CHECK(bucket.empty("a/"));
  CHECK(bucket.remove("a/"));
  CHECK(bucket.folder("a/") == nullptr);
  CHECK(bucket.empty(""));
  CHECK_FALSE(bucket.remove(""));
  CHECK_FALSE(bucket.change("a/b", [](Attributes&) {}));
}

TEST_CASE("content is found by its hash and size as long as an object has it") {
  Bucket bucket;
  const auto blob = blob_of("same");
  bucket.put("one", {blob, {}});
  bucket.put("two", {blob, {}});
  CHECK(bucket.with_sha(blob->sha1(), 5) == nullptr);
  CHECK(bucket.with_sha("", 4) == nullptr);
  CHECK(bucket.with_sha(blob->sha1(), 4)->content == blob);
  bucket.remove("two");
  CHECK(bucket.with_sha(blob->sha1(), 4) == bucket.object("one"));
  bucket.put("one", object_of("else"));  // as long
  CHECK(bucket.with_sha(blob->sha1(), 4) == nullptr);
}
