#include "store/blob.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "store/folder_of_test.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

std::shared_ptr<const Blob> blob_of(const std::shared_ptr<Disk>& disk, const Bytes& bytes) {
  BlobWriter writer(disk);
  REQUIRE(writer.add(bytes));
  auto blob = writer.finish();
  REQUIRE(blob);
  return *blob;
}

}  // namespace

TEST_CASE("in memory up to 1 MiB, in a file beyond, and both read the same, clipped to what there is") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path());
  for (const std::size_t size : {std::size_t{0}, BlobWriter::in_memory, BlobWriter::in_memory + 1}) {
    CAPTURE(size);
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 >> 3);
    const auto blob = blob_of(disk, bytes);
    CHECK(folder.files().size() == (size > BlobWriter::in_memory ? 1 : 0));
    CHECK(blob->size() == size);
    CHECK(blob->read(0, size + 1) == bytes);
    CHECK(blob->read(size, 1).empty());
    CHECK(blob->read(size + 5, 1).empty());
    if (size == 0) continue;
    CHECK(blob->read(size - 3, 10) == Bytes(bytes.end() - 3, bytes.end()));
    CHECK(blob->read(1000, 7) == Bytes(bytes.begin() + 1000, bytes.begin() + 1007));
  }
  CHECK(folder.files().empty());
}

TEST_CASE("content that comes in pieces over the border is whole") {
  Bytes whole;
  BlobWriter writer(Disk::temporary());
  for (std::size_t i = 0; whole.size() < BlobWriter::in_memory + 200'000; ++i) {
    const Bytes piece(i * 7 % 9001, static_cast<std::uint8_t>(i));
    append(whole, piece);
    REQUIRE(writer.add(piece));
  }
  const auto blob = *writer.finish();
  CHECK(blob->read(0, whole.size()) == whole);
}

TEST_CASE("a temporary file has no name, at no time") {
  FolderOfTest folder;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  const auto disk = Disk::temporary();
  ::unsetenv("TMPDIR");
  BlobWriter writer(disk);
  REQUIRE(writer.add(Bytes(BlobWriter::in_memory + 1)));
  CHECK(folder.files().empty());
  CHECK((*writer.finish())->read(5, 2) == Bytes(2));
  CHECK(folder.files().empty());
}

TEST_CASE("a writer that is dropped leaves nothing, a blob goes with its last reader") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path());
  {
    BlobWriter writer(disk);
    REQUIRE(writer.add(Bytes(BlobWriter::in_memory + 1)));
    CHECK(folder.files().size() == 1);
  }
  CHECK(folder.files().empty());
  auto blob = blob_of(disk, Bytes(BlobWriter::in_memory + 9, 'x'));
  auto source = Blob::source(blob, 3, BlobWriter::in_memory + 100);
  blob.reset();
  CHECK(source->size() == BlobWriter::in_memory + 6);
  std::size_t seen = 0;
  for (Bytes piece = source->read(100'000); !piece.empty(); piece = source->read(100'000))
    seen += piece.size();
  CHECK(seen == source->size());
  CHECK(folder.files().size() == 1);
  source.reset();
  CHECK(folder.files().empty());
}

TEST_CASE("a part of a blob is read to its own end, and begins at most at the blob's") {
  const auto blob = blob_of(Disk::temporary(), Bytes{'a', 'b', 'c', 'd', 'e'});
  auto part = Blob::source(blob, 1, 3);
  CHECK(part->read(2) == Bytes{'b', 'c'});
  CHECK(part->read(2) == Bytes{'d'});
  CHECK(part->read(2).empty());
  CHECK(Blob::source(blob, 9, 3)->size() == 0);
}

TEST_CASE("where no file can be made, a writer says so, and again") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path());
  folder.remove();
  BlobWriter writer(disk);
  REQUIRE(writer.add(Bytes(BlobWriter::in_memory)));
  const auto failed = writer.add(Bytes(1));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("no file can be made in ") == 0);
  folder.make();
  CHECK(writer.add(Bytes(1)).error() == failed.error());
  CHECK(writer.finish().error() == failed.error());
}

TEST_CASE("files of a kept folder are private, and others in it stay") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path() + "/made/");
  folder.write("made/b07", "not ours");
  folder.write("made/c", "not ours");
  CHECK(folder.mode("made") == 0700);
  const auto blob = blob_of(disk, Bytes(BlobWriter::in_memory + 1));
  CHECK(folder.mode("made/b1") == 0600);
  disk->remove_strays([](const std::string&) { return true; });
  disk->remove_strays([](const std::string&) { return false; });
  CHECK(folder.files("made") == std::vector<std::string>{"b07", "c"});
}
