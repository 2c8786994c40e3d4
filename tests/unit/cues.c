/* What captions tell. The cues are rules/common/cues.yaml itself: the table below is what a careful reader misses in
 * each caption.
 */
#include "judge/cues.h"

#include <string.h>
#include <unistd.h>

#include "tap.h"

static const struct {
    const char *caption, *lacks;
} captions[] = {
    {"2020年2月3日，江城市第一人民医院感染科护士王小红正在为患者输液。", NULL},
    {"二月三日凌晨，水阳县疾控中心检验科工作人员连夜检测样本", NULL},
    {"2020.2.14 方舱医院里，护士与患者跳起广场舞", NULL},
    {"大年初一，东江医学院附属医院医疗队在机场集结出征", NULL},
    {"除夕夜，急诊科医生李明坚守岗位", NULL},
    {"1月27日晚，支援队员在医院更衣室互相检查防护服。", NULL},
    {"3月5日上午9:30，志愿者在北湖社区为居民测温", NULL},
    {"疫情期间，民警在高速路口排查来往车辆", NULL},
    {"春节期间北京街头，环卫工人进行消毒", NULL},
    {"2020年3月10日 最后一批患者走出武昌方舱，挥手告别", NULL},
    {"清晨六点，陈芳医生在病房巡视", NULL},
    {"4月8日，武汉解封，列车员在车站迎接旅客", NULL},
    {"2020-02-18 江北区南门社区卫生服务中心 网格员入户登记", NULL},
    {"上午，发热门诊，护士给老人量体温", NULL},
    {"护士在病房为患者吸痰", "时间"},
    {"王小明正在隔离区查房", "时间"},
    {"医疗队队员互相加油", "时间、地点"},
    {"2月1日，护士长给新队员讲解穿脱流程", "地点"},
    {"2020年2月8日，医护人员为康复者送行", "地点"},
    {"2020年2月，江城市中心医院", "人物、事件"},
    {"火神山医院建设工地的夜晚", "人物、事件"},
    {"除夕夜的武汉长江大桥", "人物、事件"},
    {"2月20日下午，采样现场", "人物"},
    {"3月1日，病房内，医生和患者", "事件"},
    {"2月5日，隔离病区的护士们", "事件"},
    {"最美的背影", "时间、地点、人物、事件"},
    {"逆行", "时间、地点、人物、事件"},
    {"坚守", "时间、地点、人物"},
    {"天使", "时间、地点、事件"},
    {"拥抱", "时间、地点、人物"},
    {"3号楼", "时间、地点、人物、事件"},
    {"市民", "时间、地点、事件"},
    {" ", NULL},
};

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Cues) cues = cues_load("rules/common/cues.yaml", &error);
    if (!tap_ok(cues, "the cues load"))
        return printf("# %s\n", error->message), tap_done();
    for (gsize i = 0; i < G_N_ELEMENTS(captions); i++) {
        g_autofree char *lacks = cues_lacking(cues, captions[i].caption);
        tap_str(lacks, captions[i].lacks, captions[i].caption);
    }
    tap_ok(!cues_lacking(cues, NULL), "no caption lacks nothing");
    GString *huge = g_string_new(NULL);
    for (int i = 0; i < 200000; i++)
        g_string_append(huge, "一二");
    g_autofree char *lacks = cues_lacking(cues, huge->str);
    tap_str(lacks, "时间、地点、人物、事件", "a huge caption is looked at in time");
    g_string_free(huge, TRUE);
    g_autofree char *folder = g_dir_make_tmp("cues-XXXXXX", NULL), *bad = g_build_filename(folder, "cues.yaml", NULL);
    g_file_set_contents(bad, "elements:\n  - {name: 时间, cues: ['(']}\n", -1, NULL);
    g_autoptr(Cues) refused = cues_load(bad, &error);
    tap_ok(!refused && error && strstr(error->message, "cues.yaml:2"), "a bad pattern is refused with its place");
    remove(bad);
    rmdir(folder);
    return tap_done();
}
