#pragma once
// A folder that is there as long as a test.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace faultcast::store {

class FolderOfTest {
 public:
  FolderOfTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "faultcast-test-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~FolderOfTest() { remove(); }
  FolderOfTest(const FolderOfTest&) = delete;
  FolderOfTest& operator=(const FolderOfTest&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> files(const std::string& below = {}) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_ + "/" + below))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] unsigned mode(const std::string& name) const {
    struct stat facts {};
    REQUIRE(::stat((path_ + "/" + name).c_str(), &facts) == 0);
    return facts.st_mode & 0777;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ + "/" + name).rdbuf();
    return text.str();
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ + "/" + name) << text;
  }
  void make() const { std::filesystem::create_directory(path_); }
  void remove() const { std::filesystem::remove_all(path_); }

 private:
  std::string path_;
};

}  // namespace faultcast::store
