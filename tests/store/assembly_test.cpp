#include "store/assembly.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.h"
#include "folder_of_test.h"

using namespace faultcast;
using namespace faultcast::store;

namespace {

std::string pattern(std::size_t size, unsigned step = 7) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((step * i + 3) % 251);
  return out;
}

std::string sha1_of_text(std::string_view text) {
  Sha1 hash;
  hash.add(as_bytes(text));
  return hash.hex_digest();
}

struct Parts {
  std::shared_ptr<Disk> disk = Disk::temporary();
  std::unique_ptr<Assembly> assembly;
  std::string whole;

  explicit Parts(std::string content) : whole(std::move(content)) {
    assembly = std::make_unique<Assembly>(disk, whole.size());
  }
  Result<void> put_text(std::uint64_t offset, std::string_view text) {
    BlobWriter writer(disk);
    REQUIRE(writer.add(as_bytes(text)));
    return assembly->put(offset, **writer.finish());
  }
  Result<void> put(std::uint64_t offset, std::size_t size) {
    return put_text(offset, std::string_view(whole).substr(offset, size));
  }
  void check_whole() {
    const auto blob = assembly->finish();
    REQUIRE(blob);
    CHECK((*blob)->size() == whole.size());
    CHECK((*blob)->sha1() == sha1_of_text(whole));
    CHECK(as_text((*blob)->read(0, whole.size())) == whole);
  }
};

}  // namespace

TEST_CASE("parts in any order, some of them twice, give the whole and its SHA-1") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Parts parts(pattern(1 + random.below(3000)));
    std::vector<std::pair<std::uint64_t, std::size_t>> pieces;
    for (std::size_t at = 0; at < parts.whole.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random.below(700), parts.whole.size() - at);
      pieces.emplace_back(at, size);
      if (random.one_in(3)) pieces.emplace_back(at, size);
      at += size;
    }
    for (std::size_t i = pieces.size(); i > 1; --i) std::swap(pieces[i - 1], pieces[random.below(i)]);
    for (const auto& [offset, size] : pieces) {
      CHECK_FALSE(
          (parts.assembly->filled() == parts.whole.size() && !parts.assembly->parts().contains(offset)));
      REQUIRE(parts.put(offset, size));
      CHECK(parts.assembly->part_sha1(offset) == sha1_of_text(parts.whole.substr(offset, size)));
    }
    parts.check_whole();
  }
}

TEST_CASE("a part sent again with other bytes, or another size, replaces the first, hashed already or not") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Parts parts(pattern(400));
    for (int i = 0; i < 12; ++i) {
      const std::uint64_t offset = 100 * random.below(4);
      REQUIRE(parts.put_text(offset, pattern(1 + random.below(100), 5)));
    }
    std::vector<std::uint64_t> offsets = {0, 100, 200, 300};
    for (std::size_t i = 4; i > 1; --i) std::swap(offsets[i - 1], offsets[random.below(i)]);
    for (const auto offset : offsets) REQUIRE(parts.put(offset, 100));
    parts.check_whole();
  }
}

TEST_CASE("parts larger than what is read at once, the first one last") {
  Parts parts(pattern(3'500'000));
  REQUIRE(parts.put(1'500'000, 2'000'000));
  CHECK(parts.assembly->filled() == 0);
  REQUIRE(parts.put_text(0, pattern(1'500'000, 11)));
  REQUIRE(parts.put(0, 1'500'000));
  parts.check_whole();
}

TEST_CASE("beyond the end and into another part: refused, with a sentence, and nothing is changed") {
  Parts parts(pattern(100));
  REQUIRE(parts.put(20, 20));
  struct Wrong {
    std::uint64_t offset;
    std::size_t size;
    const char* says;
  };
  const Wrong rows[] = {{101, 0, "beyond"},           {100, 1, "beyond"}, {90, 11, "beyond"},
                        {UINT64_MAX, 2, "beyond"},    {19, 2, "another"}, {39, 2, "another"},
                        {10, 40, "another"},          {25, 5, "another"}, {0, 21, "another"},
                        {UINT64_MAX - 1, 1, "beyond"}};
  for (const auto& row : rows) {
    CAPTURE(row.offset);
    const auto put = parts.put_text(row.offset, std::string(row.size, 'x'));
    REQUIRE_FALSE(put);
    CHECK(put.error().message.find(row.says) != std::string::npos);
  }
  REQUIRE(parts.put(0, 20));
  REQUIRE(parts.put(40, 60));
  // A part that is there may grow as little as another.
  CHECK_FALSE(parts.put(20, 21));
  parts.check_whole();
}

TEST_CASE("an empty part is nothing: it is in nobody's way") {
  Parts parts(pattern(10));
  REQUIRE(parts.put(5, 0));
  CHECK(parts.assembly->parts().empty());
  REQUIRE(parts.put(0, 10));
  REQUIRE(parts.put(0, 0));
  REQUIRE(parts.put(10, 0));
  parts.check_whole();
}

TEST_CASE("too early there is no whole, and what came stays; nothing at all is whole at once") {
  Parts parts(pattern(30));
  REQUIRE(parts.put(10, 10));
  for (const char* says : {"0 of 30", "20 of 30"}) {
    const auto blob = parts.assembly->finish();
    REQUIRE_FALSE(blob);
    CHECK(blob.error().message.find(says) != std::string::npos);
    if (says[0] == '0') REQUIRE(parts.put(0, 10));
  }
  CHECK(parts.assembly->filled() == 20);
  REQUIRE(parts.put(20, 10));
  parts.check_whole();
  Parts empty("");
  empty.check_whole();
}

TEST_CASE("what was begun and dropped leaves nothing behind, what was finished lives as long as it is held") {
  FolderOfTest folder;
  auto disk = *Disk::kept(folder.path());
  {
    Parts parts(pattern(20));
    parts.disk = disk;
    parts.assembly = std::make_unique<Assembly>(disk, 20);
    REQUIRE(parts.put(0, 10));
    CHECK(folder.files().size() == 1);
    parts.assembly.reset();
    CHECK(folder.files().empty());
    parts.assembly = std::make_unique<Assembly>(disk, 20);
    REQUIRE(parts.put(10, 10));
    REQUIRE(parts.put(0, 10));
    auto blob = *parts.assembly->finish();
    parts.assembly.reset();
    CHECK(folder.files().size() == 1);
    CHECK(as_text(blob->read(0, 20)) == parts.whole);
    blob.reset();
    CHECK(folder.files().empty());
  }
}

TEST_CASE("a disk that fails is told; a new part begins anew") {
  FolderOfTest folder;
  Parts parts(pattern(20));
  parts.disk = *Disk::kept(folder.path());
  parts.assembly = std::make_unique<Assembly>(parts.disk, 20);
  folder.remove();
  const auto put = parts.put(0, 20);
  REQUIRE_FALSE(put);
  CHECK_FALSE(put.error().message.empty());
  CHECK(parts.assembly->parts().empty());
  CHECK(parts.assembly->part_sha1(0).empty());
  folder.make();
  REQUIRE(parts.put(0, 20));
  parts.check_whole();
}
