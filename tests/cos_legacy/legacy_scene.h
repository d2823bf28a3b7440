#pragma once
// The legacy API with the account of the reference's vectors, and the v4 one beside it.

#include "cos/api_scene.h"
#include "cos_legacy/service.h"

namespace faultcast::cos_test {

struct LegacyWorld {
  using Service = cos_legacy::CosLegacy;
  static constexpr const char* prefix = "/files/v1/";
  static constexpr const char* host = "web.file.myqcloud.com";
  static constexpr const char* appid = legacy_appid;
  static constexpr const char* bucket = "test";
  static constexpr const char* key = legacy_key;
  static sign::CosFields fields() { return legacy_fields(); }
  static const setup::Catalogue& catalogue() {
    static const setup::Catalogue all = [] {
      setup::Catalogue built;
      for (const auto* rows : {&common_settings(), &cos::settings(), &cos_legacy::settings()})
        built.add(*rows);
      return built;
    }();
    return all;
  }
  template <class S>
  static void fill(S& scene) {
    const std::string cos = "console.cos.";
    scene.set(cos + "appid", cos_test::appid);
    scene.set(cos + "keys." + id + ".secret_key", cos_test::key);
    scene.set(cos + "main.buckets.harness.region", "gz");
    scene.set(cos + "legacy.appid", legacy_appid);
    scene.set(cos + "legacy.keys." + legacy_id + ".secret_key", legacy_key);
    scene.set(cos + "legacy.buckets.test.acl", "public-read");
    scene.set(cos + "legacy.buckets.other.cors", "http://ok.example.com");
  }
};
using Legacy = Scene<LegacyWorld>;

}  // namespace faultcast::cos_test
