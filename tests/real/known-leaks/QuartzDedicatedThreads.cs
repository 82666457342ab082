using System.Collections.Specialized;
using Quartz;
using Quartz.Impl;

namespace KnownLeaks;

/// <summary>quartznet/quartznet#1357: the threads of a DedicatedThreadPool outlive the scheduler's shutdown.</summary>
internal static class QuartzDedicatedThreads
{
    public static async Task UseAsync()
    {
        var factory = new StdSchedulerFactory(new NameValueCollection
        {
            ["quartz.scheduler.instanceName"] = "reports",
            ["quartz.threadPool.type"] = "Quartz.Simpl.DedicatedThreadPool, Quartz",
            ["quartz.threadPool.threadCount"] = "2",
        });
        IScheduler scheduler = await factory.GetScheduler();
        await scheduler.Start();
        await scheduler.Shutdown(waitForJobsToComplete: true);
    }
}
