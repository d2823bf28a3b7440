#include "store/store.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "store/folder_of_test.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

std::shared_ptr<const Blob> blob_of(const Store& store, std::string_view text) {
  auto writer = store.writer();
  REQUIRE(writer.add(as_bytes(text)));
  return *writer.finish();
}

void put(Store& store, const std::string& bucket, const std::string& key, std::string_view text) {
  store.put(bucket, key, {blob_of(store, text), {}});
}

std::unique_ptr<Store> opened(const FolderOfTest& folder) {
  auto store = Store::open(folder.path());
  REQUIRE_MESSAGE(store, store.error().message);
  return std::move(*store);
}

/// "key=text" of every object.
std::string all_of(const Store& store) {
  std::string all;
  for (const auto& name : store.buckets())
    for (const auto& [key, object] : store.bucket(name).objects())
      all += fmt::format("{}:{}={}\n", name, key, as_text(object.content->read(0, 20)));
  return all;
}

}  // namespace

TEST_CASE("a store without a folder serves from memory; a bucket comes with its first object") {
  Store store;
  CHECK(store.buckets().empty());
  CHECK(store.bucket("b").empty(""));
  CHECK_FALSE(store.remove("b", "k"));
  CHECK_FALSE(store.change("b", "k", [](Attributes&) {}));
  put(store, "b", "k", "v");
  CHECK(store.buckets() == std::vector<std::string>{"b"});
  CHECK(all_of(store) == "b:k=v\n");
  store.clear();
  CHECK(store.buckets().empty());
  CHECK_FALSE(store.trouble());
}

TEST_CASE("everything is there again after a restart, small and large, whatever the bytes of its names") {
  FolderOfTest folder;
  const std::string large(BlobWriter::in_memory + 1, 'L');
  const std::string odd = "../../etc/\xe4\xb8\xad\n\"\\\x01";
  const Attributes known{"biz\xff", "eWRPrivate", -3, {{"x-cos-meta-\xfe", "\xfd"}, {"b", ""}}, 11, 22};
  std::string sha1;
  {
    auto store = opened(folder);
    put(*store, "one", "large", large);
    put(*store, "one", "gone", "gone");
    put(*store, "one", odd, "first");
    put(*store, "one", odd, "second");
    put(*store, "two", "a/b", "");
    CHECK(store->change("one", odd, [&](Attributes& a) { a = known; }));
    store->make_folder("one", "f/g/", known);
    store->make_folder("one", "h/", {});
    CHECK(store->change("one", "", [](Attributes& a) { a.authority = "eWPrivateRPublic"; }));
    CHECK(store->remove("one", "gone"));
    CHECK(store->remove("one", "h/"));
    sha1 = store->bucket("one").object(odd)->content->sha1();
    CHECK_FALSE(store->trouble());
  }
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    const auto store = opened(folder);
    CHECK(store->buckets() == std::vector<std::string>{"one", "two"});
    const Bucket& one = store->bucket("one");
    CHECK(one.objects().size() == 2);
    REQUIRE(one.object(odd));
    CHECK(one.object(odd)->attributes == known);
    CHECK(one.object(odd)->content->sha1() == sha1);
    CHECK(as_text(one.object(odd)->content->read(0, 100)) == "second");
    CHECK(as_text(one.object("large")->content->read(0, 2 * large.size())) == large);
    CHECK(*one.folder("f/g/") == known);
    CHECK(one.folder("")->authority == "eWPrivateRPublic");
    CHECK(one.folder("h/") == nullptr);
    CHECK(one.with_sha(sha1, 6) == one.object(odd));
    CHECK(store->bucket("two").object("a/b")->content->size() == 0);
    CHECK(store->bucket("two").folder("a/"));
    // The log, and a file for each of three contents: nothing of a key is part of a path.
    CHECK(folder.files().size() == 4);
    CHECK(folder.files()[0].starts_with("b"));
    CHECK(folder.files()[3] == "objects.jsonl");
  }
}

TEST_CASE("the log cut at every byte, as by a killed process, loses the last change and nothing else") {
  FolderOfTest folder;
  {
    auto store = opened(folder);
    put(*store, "b", "k", "kept");
  }
  std::string before;
  {
    auto store = opened(folder);
    before = folder.read("objects.jsonl");
    put(*store, "b", "last", "lost");
  }
  const std::string after = folder.read("objects.jsonl");
  const std::string content = folder.read("b2");
  REQUIRE(content == "lost");
  REQUIRE(after.starts_with(before));
  for (std::size_t length = before.size(); length < after.size() - 1; ++length) {
    CAPTURE(length);
    folder.write("objects.jsonl", after.substr(0, length));
    auto store = opened(folder);
    CHECK(all_of(*store) == "b:k=kept\n");
    put(*store, "b", "next", "n");
    store.reset();
    store = opened(folder);
    CHECK(all_of(*store) == "b:k=kept\nb:next=n\n");
    CHECK(store->remove("b", "next"));
  }
  CHECK(folder.files() == std::vector<std::string>{"b1", "objects.jsonl"});
}

TEST_CASE("an object whose file is gone or too short is dropped, with nothing else lost") {
  FolderOfTest folder;
  {
    auto store = opened(folder);
    put(*store, "b", "gone", "1");
    put(*store, "b", "kept", "2");
    put(*store, "b", "short", "33");
  }
  std::filesystem::remove(folder.path() + "/b1");
  folder.write("b3", "3");
  folder.write("b44", "an upload that was not finished");
  const auto store = opened(folder);
  CHECK(all_of(*store) == "b:kept=2\n");
  CHECK(store->bucket("b").with_sha("356a192b7913b04c54574d18c28d46e6395428ab", 1) == nullptr);
  CHECK(folder.files() == std::vector<std::string>{"b2", "objects.jsonl"});
}

TEST_CASE("a line in the middle that makes no sense is an error, and nothing is removed") {
  FolderOfTest folder;
  {
    auto store = opened(folder);
    put(*store, "b", "k", "v");
  }
  const std::string put_alone = folder.read("objects.jsonl");
  // Removed as far as the log can be read: not for good.
  const std::string log = put_alone + R"({"do":"remove","bucket":"b","key":"k"})" + "\n";
  const std::string elsewhere(trim(replace_all(put_alone, R"("b1")", R"("../b1")")));
  REQUIRE(elsewhere.size() == put_alone.size() + 2);
  for (const std::string& bad : {std::string("nonsense"), std::string("{}"), elsewhere}) {
    const std::string text = fmt::format("{}{}\n{}", log, bad, log);
    folder.write("objects.jsonl", text);
    const auto store = Store::open(folder.path());
    REQUIRE_FALSE(store);
    CHECK(store.error().message ==
          folder.path() + "/objects.jsonl:3: this is no line of an object store's log");
    CHECK(folder.read("objects.jsonl") == text);
    CHECK(folder.read("b1") == "v");
  }
}

TEST_CASE("a file lies there as long as an object or a reader needs it") {
  FolderOfTest folder;
  auto store = opened(folder);
  put(*store, "b", "one", "shared");
  store->put("b", "two", *store->bucket("b").object("one"));
  CHECK(folder.files() == std::vector<std::string>{"b1", "objects.jsonl"});
  CHECK(store->remove("b", "one"));
  CHECK(folder.files() == std::vector<std::string>{"b1", "objects.jsonl"});
  auto reader = Blob::source(store->bucket("b").object("two")->content, 0, 6);
  put(*store, "b", "two", "other");
  CHECK(folder.files() == std::vector<std::string>{"b1", "b2", "objects.jsonl"});
  CHECK(as_text(reader->read(9)) == "shared");
  reader.reset();
  CHECK(folder.files() == std::vector<std::string>{"b2", "objects.jsonl"});

  // Removed and put again while somebody held it: the log brings it back, too.
  auto held = *store->bucket("b").object("two");
  CHECK(store->remove("b", "two"));
  store->put("c", "three", std::move(held));
  store.reset();
  store = opened(folder);
  CHECK(all_of(*store) == "c:three=other\n");
}

TEST_CASE("clear forgets everything, also on disk") {
  FolderOfTest folder;
  auto store = opened(folder);
  put(*store, "b", "k", "v");
  store->make_folder("b", "f/", {});
  store->clear();
  CHECK(folder.files() == std::vector<std::string>{"objects.jsonl"});
  CHECK(folder.read("objects.jsonl").empty());
  put(*store, "b", "k2", "v2");
  store.reset();
  CHECK(all_of(*opened(folder)) == "b:k2=v2\n");
}

TEST_CASE("a folder belongs to one store at a time; what is no folder is told") {
  FolderOfTest folder;
  {
    const auto first = opened(folder);
    const auto second = Store::open(folder.path());
    REQUIRE_FALSE(second);
    CHECK(second.error().message.ends_with("is in use by another process"));
  }
  CHECK(Store::open(folder.path()));
  folder.write("file", "");
  const auto store = Store::open(folder.path() + "/file");
  REQUIRE_FALSE(store);
  CHECK(store.error().message.ends_with("is no folder"));
}

TEST_CASE("what cannot be written down is there all the same, and is told") {
  FolderOfTest folder;
  auto store = opened(folder);
  folder.remove();
  put(*store, "b", "k", "v");
  CHECK(all_of(*store) == "b:k=v\n");
  REQUIRE(store->trouble());
  CHECK(store->trouble()->message.find("no file can be made in ") == 0);
  CHECK(store->remove("b", "k"));
}
