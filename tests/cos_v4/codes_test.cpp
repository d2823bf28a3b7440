#include "cos_v4/codes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace faultcast;
using namespace faultcast::cos_v4;

namespace {

struct Listed {
  int number;
  std::string_view message;
};

// Copied by hand from the COS v4 reference, 4.2 to 4.4.
constexpr Listed proxy[] = {
    {-99, "ERROR_PROXY_GET_CONFIG"},
    {-98, "ERROR_PROXY_AUTH_INVOKE"},
    {-97, "ERROR_PROXY_AUTH_FAILED"},
    {-96, "ERROR_PROXY_AUTH_EXPIRED"},
    {-95, "ERROR_PROXY_NO_SESSION"},
    {-94, "ERROR_PROXY_WRONG_SESSION"},
    {-89, "ERROR_PROXY_ROUTE_CMD"},
    {-88, "ERROR_PROXY_ENCODE_CMD"},
    {-87, "ERROR_PROXY_DECODE_CMD"},
    {-86, "ERROR_PROXY_ROUTE_PROCESS"},
    {-85, "ERROR_PROXY_DECODE_PROCESS_RSP"},
    {-84, "ERROR_PROXY_GET_PROCESS_L5"},
    {-83, "ERROR_PROXY_AUTH_UNPACK"},
    {-82, "ERROR_PROXY_AUTH_APPID_NOEXIST"},
    {-80, "ERROR_PROXY_INVALID_APPID"},
    {-81, "ERROR_PROXY_AUTH_SIGN_EMPTY"},
    {-79, "PROXY_AUTH_SECRETID_NOEXIST"},
    {-78, "ERROR_PROXY_INVALID_PROTOCOL"},
    {-72, "ERROR_PROXY_APP_SIGN_FAILED"},
    {-77, "ERROR_PROXY_AUTH_REPLAY_ATTACH"},
    {-76, "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID"},
    {-75, "ERROR_PROXY_AUTH_UNSUPPORTED_OP"},
    {-74, "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY"},
    {-73, "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY"},
    {-71, "ERROR_PROXY_FREQ_CONTROL"},
    {-70, "ERROR_PROXY_APPID_USERID_NOTMATCH"},
    {-69, "ERROR_PROXY_INVALID_PARAM_DOWNLOAD_URL_EMPTY"},
    {-65, "ERROR_PROXY_CONTINUE_TRANSFER_WITH_DATA"},
    {-68, "ERROR_PROXY_ENCODE"},
    {-67, "ERROR_PROXY_DECODE"},
    {-66, "ERROR_PROXY_NETWORK"},
    {-64, "ERROR_PROXY_FORBID_APPID"},
    {-63, "ERROR_PROXY_FILEID_NOTMATCH"},
    {-62, "ERROR_PROXY_AUTH_APPID"},
    {-61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH"},
    {-60, "ERROR_PROXY_AUTH_INVALID_TOKEN"},
    {-59, "ERROR_PROXY_S3_AUTH_EXPIRED"},
    {-47, "-47"},
};
constexpr Listed cmd[] = {
    {-199, "ERROR_CMD_FILE_MOVE_ERROR"},
    {-198, "ERROR_CMD_REDIRECT_ERROR"},
    {-190, "ERROR_CMD_FILE_DEL_ERROR"},
    {-197, "ERROR_CMD_FILE_NOTEXIST"},
    {-196, "ERROR_CMD_BACKEND_NETWORK"},
    {-195, "ERROR_CMD_BACKEND_RSP_DECODE"},
    {-194, "ERROR_CMD_BACKEND_REQ_ENCODE"},
    {-193, "ERROR_CMD_RSP_ENCODE"},
    {-192, "ERROR_CMD_REQ_DECODE"},
    {-191, "ERROR_CMD_URL_PARAMS_NOTMATCH"},
    {-189, "ERROR_CMD_INVALID_PARAM_DOWNLOAD_URL_EMPTY"},
    {-187, "ERROR_CMD_URL_PARSE_ERROR"},
    {-186, "ERROR_CMD_VIDEO_MOVE"},
    {-185, "ERROR_CMD_PRE_PROCESS"},
    {-184, "ERROR_CMD_POST_PROCESS"},
    {-183, "ERROR_CMD_GET_ROUTE"},
    {-182, "ERROR_CMD_PARAM_INVALID"},
    {-181, "ERROR_CMD_COS_ERROR"},
    {-180, "ERROR_CMD_COS_INVALID_PATH"},
    {-179, "ERROR_CMD_COS_INVALID_MOD_FLAG"},
    {-178, "ERROR_CMD_COS_PATH_CONFLICT"},
    {-177, "ERROR_CMD_COS_FILE_EXIST"},
    {-175, "ERROR_CMD_COS_FILE_SIZE_NOT_EQU"},
    {-174, "ERROR_CMD_COS_SHA_NOT_EQU"},
    {-173, "ERROR_CMD_COS_DIR_NOT_EMPTY"},
    {-176, "ERROR_CMD_COS_BUCKET_EXIST"},
    {-172, "ERROR_CMD_COS_BUCKET_NUM_LIMIT"},
    {-171, "ERROR_CMD_COS_INVALID_APP_TYPE"},
    {-169, "ERROR_CMD_COS_INVALID_QUERY_FLAG"},
    {-167, "ERROR_CMD_COS_INVALID_CNAME"},
    {-170, "ERROR_CMD_COS_INVALID_LIST_NUM"},
    {-165, "ERROR_CMD_COS_MAX_NUM"},
    {-168, "ERROR_CMD_COS_INVALID_SHA"},
    {-166, "ERROR_CMD_COS_INDEX_ERROR"},
    {-164, "ERROR_CMD_PARAM_PATH_EMPTY"},
    {-163, "ERROR_CMD_PARAM_PATH_ELEMENT_MISSING"},
    {-162, "ERROR_CMD_PARAM_PATH_ELEMENT_NOT_MATCH"},
    {-161, "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH"},
    {-160, "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH"},
    {-159, "ERROR_CMD_PARAM_CNAME_ERROR"},
    {-151, "ERROR_CMD_PARAM_REFER_ERROR"},
    {-158, "ERROR_CMD_PARAM_AUTH_TYPE"},
    {-157, "ERROR_CMD_PARAM_MIN_NUM"},
    {-156, "ERROR_CMD_INVALID_VIDEO_NAME"},
    {-155, "ERROR_CMD_INVALID_FORMAT"},
    {-154, "ERR_CMD_APP_VIDEO_NOMATCH"},
    {-153, "ERR_CMD_INVALID_VIDEO_APP"},
    {-152, "ERR_CMD_COS_TIMEOUT"},
    {-150, "ERROR_CMD_PARAM_SOURCE_DOMAIN_EMPTY"},
    {-149, "ERROR_CMD_INVALID_REFER"},
    {-148, "ERROR_CMD_INVALID_CNAME"},
    {-147, "ERROR_CMD_NOT_UTF8_ENCODING"},
    {-146, "ERROR_CMD_INVALID_HOST_NAME"},
    {-145, "ERROR_CMD_INVALID_COVER"},
    {-144, "ERROR_CMD_INDEX_NO_EXIST"},
    {-143, "ERROR_CMD_INDEX_ERROR"},
    {-133, "ERROR_CMD_BUCKET_NOTEXIST"},
    {-121, "ERROR_CMD_CORSRULE_NOT_MATCH"},
};
constexpr Listed process[] = {
    {-300, "ERROR_PROCESS_OVERLOAD"},
    {-299, "ERROR_PROCESS_UNKNOWN_CMD"},
    {-298, "ERROR_PROCESS_REQ2MSG"},
    {-297, "ERROR_PROCESS_FRAME"},
    {-296, "ERROR_PROCESS_2RSP"},
    {-295, "ERROR_PROCESS_WRITEFILE"},
    {-294, "ERROR_PROCESS_READFILE"},
    {-293, "ERROR_PROCESS_NOTIFY"},
    {-292, "ERROR_PROCESS_CREATEFILE"},
    {-291, "ERROR_PROCESS_ENCODE_SESSION"},
    {-290, "ERROR_PROCESS_OFFSET"},
    {-289, "ERROR_PROCESS_DENY"},
    {-288, "ERROR_PROCESS_ENCODE"},
    {-287, "ERROR_PROCESS_DECODE"},
    {-286, "ERROR_PROCESS_DECODE_SESSION"},
    {-285, "ERROR_PROCESS_FILE_TOO_LARGE"},
    {-284, "ERROR_PROCESS_WRONG_SLICE_SIZE"},
    {-283, "ERROR_PROCESS_SLICE_TOO_SMALL"},
    {-282, "ERROR_PROCESS_ANALYZE"},
};
constexpr Listed plugin[] = {
    {-4000, "ErrDecodeReq"},
    {-4001, "ErrEncodeRsp"},
    {-4002, "ErrParamInvalid"},
    {-4003, "ErrNoSetErrCode"},
    {-4004, "ErrCosRspHeadCode"},
    {-4005, "ErrCosRspInvalidOffset"},
    {-4006, "ErrCosRspInvalidHeadFlag"},
    {-4007, "ErrTmemRspSsdError"},
    {-4008, "ErrParserShmError"},
    {-4010, "ErrCreateControlFile"},
    {-4011, "ErrReadControlFile"},
    {-4012, "ErrGetInputData"},
    {-4013, "ErrDecodeSession"},
    {-4014, "ErrQueryOffset"},
    {-4015, "ErrTheSameOffset"},
    {-4016, "ErrNotSameSHA"},
    {-4017, "ErrHttpSvr"},
    {-4018, "ErrSameFileUpload"},
    {-4019, "_ERROR_FILE_NOT_FINISH_UPLOAD"},
    {-4020, "ErrParamInvalidCheckTypeShouldBeSHA"},
    {-4021, "ErrParamInvalidSessionDecodeError"},
    {-4022, "ErrParamInvalidFilePathInvalid"},
    {-4023, "ErrParamInvalidCheckSumSizeInvalid"},
    {-4024, "ErrOffGoBack"},
    {-4025, "ErrHttpTimeout"},
    {-4026, "ErrOffsetBackTooMuch"},
    {-4027, "ErrOffsetRedo"},
};
constexpr Listed cgi[] = {
    {-5999, "ERROR_CGI_PARAM"},
    {-5998, "ERROR_CGI_AUTHORIZATION"},
    {-5997, "ERROR_CGI_NETWORK"},
    {-5996, "ERROR_CGI_REQ_METHOD"},
    {-5995, "ERROR_CGI_FILESIZE"},
    {-5994, "ERROR_CGI_URL_NOTMATCH"},
    {-5993, "ERROR_CGI_FORM_ERR"},
    {-5992, "ERROR_CGI_REQ_PARAM"},
    {-5991, "ERROR_CGI_SLICE"},
    {-5990, "ERROR_CGI_MISSING_FILECONTENT"},
    {-5989, "ERROR_CGI_UPLOAD_FAIL"},
    {-5988, "ERROR_CGI_INIT"},
    {-5987, "ERROR_CGI_WUP_ENCODE"},
    {-5986, "ERROR_CGI_WUP_DECODE"},
    {-5985, "ERROR_CGI_NETWORK_L5"},
    {-5984, "ERROR_CGI_SHA_NOT_MATCH"},
    {-5983, "ERROR_CGI_WRONG_SESSION"},
    {-5982, "ERROR_CGI_SOCK_CREATE"},
    {-5981, "ERROR_CGI_SOCK_CONNECT"},
    {-5980, "ERROR_CGI_PARAM_MISSING_OP"},
    {-5979, "ERROR_CGI_PARAM_MISSING_SHA"},
    {-5978, "ERROR_CGI_PDU_ENCODE"},
    {-5977, "ERROR_CGI_PDU_DECODE"},
    {-5976, "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH"},
    {-5975, "ERROR_CGI_JSON_PARSE_ERROR"},
    {-5974, "ERROR_CGI_VIDEO_FORMAT"},
    {-5973, "ERROR_CGI_CROSS_BUCKET_COPY"},
    {-5972, "ERROR_CGI_UNSUPPORTED_METHOD"},
    {-5971, "ERROR_CGI_PARAM_MISSING_FILESIZE"},
};
constexpr Listed oss_and_others[] = {
    {-6999, "ERROR_OSS_UNKNOWN"},
    {-6998, "ERROR_OSS_INVALID_PROTOCOL"},
    {-6997, "ERROR_OSS_INVALID_PARAM"},
    {-6996, "ERROR_OSS_FILESIZE"},
    {-6995, "ERROR_OSS_MKDIR"},
    {-6994, "ERROR_OSS_GZIP"},
    {-6993, "ERROR_OSS_WRITE_FILE"},
    {-6992, "ERROR_OSS_FILE_NOTEXIST"},
    {-6991, "ERROR_OSS_READ_FILE"},
    {-6101, "-6101"},
    {-45062, "-45062"},
    {-200, "-200"},
    {-206, "-206"},
    {-403, "-403"},
    {-404, "-404"},
    {-405, "-405"},
    {-500, "-500"},
    {-9999, "UNKOWN"},
    {-29094, "ERROR_CGI_FINISH_MISSING_SHA"},
    {0, "SUCCESS"},
};

}  // namespace

TEST_CASE("every number of the reference's tables is there, under its text") {
  std::size_t listed = 0;
  const auto check = [&](const auto& rows) {
    for (const auto& row : rows) {
      ++listed;
      CAPTURE(row.number);
      const Code* found = by_number(codes(), row.number);
      REQUIRE(found != nullptr);
      CHECK(found->name == row.message);
      if (row.message.front() != '-') CHECK(found->wire == row.message);
    }
  };
  check(proxy), check(cmd), check(process), check(plugin), check(cgi), check(oss_and_others);
  const auto numbered = std::count_if(codes().begin(), codes().end(),
                                      [](const Code& c) { return c.number != 0 || c.name == "SUCCESS"; });
  CHECK(listed == static_cast<std::size_t>(numbered));
  CHECK(by_number(codes(), -4009) == nullptr);
}

TEST_CASE("no name and no number twice; every row in both languages, with source and certainty") {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const auto& row : codes()) {
    CAPTURE(row.name);
    if (row.number != 0) CHECK(numbers.insert(row.number).second);
    CHECK(names.insert(row.name).second);
    CHECK(row.service == "cos_v4");
    CHECK_FALSE(row.op.empty());
    CHECK_FALSE(row.sentence_en.empty());
    CHECK_FALSE(row.sentence_zh.empty());
    CHECK(row.next_en.empty() == row.next_zh.empty());
    CHECK_FALSE(row.source.empty());
    CHECK((row.certainty == "documented" || row.certainty == "seen" || row.certainty == "inferred"));
    CHECK((row.status < 300) == row.ok);
    CHECK(&code(row.name) == &row);
  }
}

TEST_CASE("what a service really answers says the next step") {
  // COS v4 reference, 3, 4.6 and 6
  for (const int number :
       {-5994, -121,  -5996, -5993, -5975, -5980, -5972, -81,   -5998,  -83,   -70,   -61,
        -79,   -62,   -64,   -97,   -73,   -74,   -76,   -75,   -96,    -59,   -63,   -77,
        -71,   -133,  -180,  -160,  -161,  -147,  -5990, -5971, -5979,  -5991, -5995, -170,
        -5984, -4016, -174,  -175,  -197,  -177,  -178,  -173,  -4019,  -82,   -181,  -4014,
        -290,  -286,  -4021, -5983, -165,  -157,  -179,  -5976, -29094, -199,  -5973, -285}) {
    CAPTURE(number);
    const Code* row = by_number(codes(), number);
    REQUIRE(row != nullptr);
    CHECK_FALSE(row->next_en.empty());
    CHECK_FALSE(row->next_zh.empty());
  }
}

TEST_CASE("HTTP statuses are the reference's: 400 but for four") {
  CHECK(code("ERROR_PROXY_FORBID_APPID").status == 403);
  CHECK(code("ERROR_CMD_CORSRULE_NOT_MATCH").status == 403);
  CHECK(code("ERROR_CMD_FILE_NOTEXIST").status == 404);
  CHECK(code("ERROR_CMD_COS_INDEX_ERROR").status == 404);
  CHECK(code("ERROR_CMD_BUCKET_NOTEXIST").status == 400);
  CHECK(code("ERROR_PROXY_AUTH_FAILED").status == 400);
  for (const auto& row : codes()) {
    CAPTURE(row.name);
    if (row.number <= -59 && row.number >= -199 && row.number != -64 && row.number != -121 &&
        row.number != -197 && row.number != -166)
      CHECK(row.status == 400);
  }
}
