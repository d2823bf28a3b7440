#pragma once
// The v4 API with the account of the reference's vectors, and the legacy one beside it.

#include "cos/api_scene.h"
#include "cos_v4/service.h"

namespace faultcast::cos_test {

struct V4World {
  using Service = cos_v4::CosV4;
  static constexpr const char* prefix = "/files/v2/";
  static constexpr const char* host = "gz.file.myqcloud.com";
  static constexpr const char* appid = cos_test::appid;
  static constexpr const char* bucket = "harness";
  static constexpr const char* key = cos_test::key;
  static sign::CosFields fields() { return cos_test::fields(); }
  static const setup::Catalogue& catalogue() {
    static const setup::Catalogue all = [] {
      setup::Catalogue built;
      for (const auto* rows : {&common_settings(), &cos::settings(), &cos_v4::settings()}) built.add(*rows);
      return built;
    }();
    return all;
  }
  template <class S>
  static void fill(S& scene) {
    const std::string cos = "console.cos.";
    scene.set(cos + "appid", appid);
    scene.set(cos + "keys." + id + ".secret_key", key);
    scene.set(cos + "keys." + stranger_id + ".secret_key", stranger_key);
    scene.set(cos + "keys." + stranger_id + ".appid", "1250000002");
    scene.set(cos + "main.buckets.harness.region", "gz");
    scene.set(cos + "main.buckets.pictures.region", "ap-shanghai");
    scene.set(cos + "main.buckets.pictures.cors", "http://ok.example.com https://*.ok.example.com");
    scene.set(cos + "legacy.appid", legacy_appid);
    scene.set(cos + "legacy.keys." + legacy_id + ".secret_key", legacy_key);
    scene.set(cos + "legacy.buckets.test.acl", "public-read");
  }
};
using V4 = Scene<V4World>;

}  // namespace faultcast::cos_test
