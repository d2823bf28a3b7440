// Parts of an upload: in memory as long as the disk lends it, in a file otherwise.
#include <doctest/doctest.h>

#include "base/sha1.h"
#include "store/assembly.h"
#include "store/folder_of_test.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

constexpr std::size_t slice = 3u << 20;

Bytes some_bytes(std::size_t size, unsigned seed) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>((i * 31 + seed) >> 3);
  return bytes;
}

std::shared_ptr<const Blob> part_of(const std::shared_ptr<Disk>& disk, const Bytes& bytes) {
  BlobWriter writer(disk);
  writer.is_part();
  writer.expect(bytes.size() + 500);
  for (std::size_t at = 0; at < bytes.size(); at += 65'536)
    REQUIRE(writer.add(ByteView(bytes).subspan(at, std::min<std::size_t>(65'536, bytes.size() - at))));
  auto part = writer.finish();
  REQUIRE(part);
  return *part;
}

}  // namespace

TEST_CASE("four large parts lie in memory, the next in a file, until one of them is let go") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path());
  const Bytes bytes = some_bytes(slice, 1);
  std::vector<std::shared_ptr<const Blob>> held;
  for (int i = 0; i < 4; ++i) held.push_back(part_of(disk, bytes));
  CHECK(folder.files().empty());
  for (const auto& part : held) CHECK(part->in_memory().size() == slice);

  const auto fifth = part_of(disk, bytes);
  CHECK(folder.files().size() == 1);
  CHECK(fifth->in_memory().empty());
  CHECK(fifth->read(0, slice) == bytes);
  CHECK(fifth->sha1() == held[0]->sha1());

  held.pop_back();
  CHECK(part_of(disk, bytes)->in_memory().size() == slice);
  CHECK(part_of(disk, some_bytes(BlobWriter::in_memory, 2))->in_memory().size() == BlobWriter::in_memory);
}

TEST_CASE("a part that outgrows its memory gives it back") {
  FolderOfTest folder;
  const auto disk = *Disk::kept(folder.path());
  const Bytes large = some_bytes(BlobWriter::part_in_memory + 1, 3);
  std::vector<std::shared_ptr<const Blob>> held;
  for (int i = 0; i < 5; ++i) held.push_back(part_of(disk, large));
  CHECK(folder.files().size() == 5);
  CHECK(held[4]->read(0, large.size()) == large);
  CHECK(part_of(disk, some_bytes(slice, 4))->in_memory().size() == slice);
}

TEST_CASE("parts out of memory and out of a file make the same whole, in any order") {
  const auto disk = Disk::temporary();
  const Bytes whole = some_bytes(3 * slice, 5);
  Sha1 sha1;
  sha1.add(whole);
  std::vector<std::shared_ptr<const void>> all_lent;
  for (const bool lends : {true, false}) {
    CAPTURE(lends);
    if (!lends)
      for (int i = 0; i < 4; ++i) all_lent.push_back(disk->lend_memory());
    Assembly assembly(disk, whole.size());
    for (const std::size_t number : {2, 0, 1}) {
      const auto from = whole.begin() + static_cast<std::ptrdiff_t>(number * slice);
      const auto part = part_of(disk, Bytes(from, from + slice));
      CHECK(part->in_memory().empty() != lends);
      REQUIRE(assembly.put(number * slice, *part));
      CHECK(assembly.filled() == (number == 2 ? 0 : number == 0 ? slice : whole.size()));
    }
    const auto made = assembly.finish();
    REQUIRE(made);
    CHECK((*made)->sha1() == sha1.hex_digest());
    CHECK((*made)->read(0, whole.size()) == whole);
  }
}

TEST_CASE("how far an assembly is filled shrinks with a part that comes again and is smaller") {
  const auto disk = Disk::temporary();
  Assembly assembly(disk, 30);
  REQUIRE(assembly.put(0, *part_of(disk, some_bytes(10, 1))));
  REQUIRE(assembly.put(10, *part_of(disk, some_bytes(10, 2))));
  CHECK(assembly.filled() == 20);
  REQUIRE(assembly.put(0, *part_of(disk, some_bytes(4, 3))));
  CHECK(assembly.filled() == 4);
  CHECK_FALSE(assembly.finish());
}
